using System.Globalization;
using LogAppendSink.Extensions.Logging.Tests.Support;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Compact;
using Xunit;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace LogAppendSink.Extensions.Logging.Tests;

/// <summary>Both front ends write <c>@r</c> and all other fields like the newest <see cref="CompactJsonFormatter"/>.</summary>
public class CompactFormatterTests
{
    private static readonly Dictionary<string, (Action<ILogger> Log, string Renderings)> Events = new()
    {
        ["dotted"] = (log => log.LogInformation("{order.total:0.00} {Count:000}", 12.5, 7), "\"@r\":[\"12.50\",\"007\"]"),
        ["json in text"] = (log => Write(log, "p {\"a\":1} took {E:0.00}", ("E", 12.345)), "\"@r\":[\"12.35\"]"),
        ["braces that are no holes"] = (
            log => Write(log, "{A {B:0} {.c:0} {d.:0} {0e:0} {f-g:0} {H:0}", ("B", 1), ("H", 2)), "\"@r\":[\"2\"]"),
        ["absent"] = (log => Write(log, "Set {x: 1} then {Elapsed:0.00}", ("Elapsed", 2.5)), "\"@r\":[\"{x: 1}\",\"2.50\"]"),
        ["any format"] = (
            log => Write(log, "{A:yyyy|$<>} {B,0:0} {C,-5:00}|", ("A", new DateTime(2026, 3, 1)), ("B", 1), ("C", 2)),
            "\"@r\":[\"2026|$<>\",\"1\",\"02   \"]"),
        ["no format"] = (log => Write(log, "{A} {B:} {C,5}", ("A", 1), ("B", 2), ("C", 3)), "\"C\":3"),
    };

    public static TheoryData<string> Names => [.. Events.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Record_equals_the_output_of_the_compact_formatter(string name)
    {
        var (log, renderings) = Events[name];

        var expected = Assert.Single(Formatted(log));
        Assert.Contains(renderings, expected, StringComparison.Ordinal);
        Assert.Equal([expected], FrontEnds.Ours(log).Select(record => record.TrimEnd('\n')));
        Assert.Equal([expected], FrontEnds.Serilogs(log).Select(record => record.TrimEnd('\n')));
    }

    private static void Write(ILogger log, string template, params (string Key, object? Value)[] values) => log.Log(
        LogLevel.Information,
        default,
        values.Select(
            value => new KeyValuePair<string, object?>(value.Key, value.Value)).Append(new("{OriginalFormat}", template)).ToList(),
        null,
        (_, _) => "");

    private static List<string> Formatted(Action<ILogger> log)
    {
        var sink = new FormattingSink();
        using var logger = new LoggerConfiguration().MinimumLevel.Verbose().Enrich.FromLogContext().WriteTo.Sink(sink).CreateLogger();
        using var factory = new SerilogLoggerFactory(logger);
        log(factory.CreateLogger(FrontEnds.Category));
        return sink.Records;
    }

    private sealed class FormattingSink : ILogEventSink
    {
        internal List<string> Records { get; } = [];

        public void Emit(LogEvent logEvent)
        {
            using var output = new StringWriter(CultureInfo.InvariantCulture);
            new CompactJsonFormatter().Format(logEvent, output);
            Records.Add("{" + output.ToString().TrimEnd()[output.ToString().IndexOf("\"@mt\"", StringComparison.Ordinal)..]);
        }
    }
}
