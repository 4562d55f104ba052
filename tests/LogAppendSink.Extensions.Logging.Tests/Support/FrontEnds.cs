using System.Text.RegularExpressions;
using LogAppendSink.Extensions.Logging.Encoding;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Extensions.Logging;
using Serilog.Sinks.OssAppend;
using Serilog.Sinks.OssAppend.Encoding;
using Xunit;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace LogAppendSink.Extensions.Logging.Tests.Support;

/// <summary>The same logging calls through each front end; the time is removed from the records, since it differs.</summary>
internal static partial class FrontEnds
{
    internal const string Category = "Acme.Orders";

    // Repeated events use caches of the earlier ones.
    private const int Times = 3;

    /// <summary>Logs through the provider. Returns the records, which must be the same on each repetition.</summary>
    internal static IReadOnlyList<string> Ours(Action<ILogger> log, int eventBodyLimitBytes = 256 * 1024, IEntryEncoder? encoder = null)
    {
        var target = new CollectingTarget(eventBodyLimitBytes);
        using var factory = Factory(target, encoder);
        var logger = factory.CreateLogger(Category);
        for (var time = 0; time < Times; time++)
            log(logger);

        var records = target.Records.ConvertAll(WithoutTime);
        var first = records[..(records.Count / Times)];
        for (var time = 1; time < Times; time++)
            Assert.Equal(first.ConvertAll(WithoutIds), records[(first.Count * time)..(first.Count * (time + 1))].ConvertAll(WithoutIds));
        return first;
    }

    /// <summary>Logs through Serilog's provider and the Serilog sink.</summary>
    internal static IReadOnlyList<string> Serilogs(Action<ILogger> log, int eventBodyLimitBytes = 256 * 1024)
    {
        var target = new SerilogTarget(eventBodyLimitBytes);
        using var logger = new LoggerConfiguration().MinimumLevel.Verbose().Enrich.FromLogContext()
            .WriteTo.Sink(new OssAppendSink(target, new ClefEventEncoder())).CreateLogger();
        using var factory = new SerilogLoggerFactory(logger);
        log(factory.CreateLogger(Category));
        return target.Records.ConvertAll(WithoutTime);
    }

    internal static ILoggerFactory Factory(
        IRecordTarget target, IEntryEncoder? encoder = null, Action<ILoggingBuilder>? configure = null, TimeProvider? time = null)
    {
        var core = new LoggerCore(
            target,
            encoder ?? new ClefEntryEncoder(target.EventBodyLimitBytes),
            new NoticeLog(listener: null),
            time ?? TimeProvider.System);
        return LoggerFactory.Create(builder =>
        {
            builder.SetMinimumLevel(LogLevel.Trace).AddProvider(new ProviderOver(core));
            configure?.Invoke(builder);
        });
    }

    private static string WithoutTime(string record) => Time().Replace(record, "{", 1);

    private static string WithoutIds(string record) => Ids().Replace(record, "");

    [GeneratedRegex("^[-0-9T:.]+Z|(?<=\"@(tr|sp)\":)\"[0-9a-f]+\"|(?<=\"(Parent|Span|Trace)Id\":)\"[-0-9a-f]+\"")]
    private static partial Regex Ids();

    [GeneratedRegex("^\\{\"@t\":\"[^\"]*\",")]
    private static partial Regex Time();

    /// <summary>The provider without a pipeline.</summary>
    private sealed class ProviderOver(LoggerCore core) : ILoggerProvider, ISupportExternalScope
    {
        public ILogger CreateLogger(string categoryName) => new OssAppendLogger(categoryName, core);

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => core.Scopes = scopeProvider;

        public void Dispose()
        {
        }
    }
}
