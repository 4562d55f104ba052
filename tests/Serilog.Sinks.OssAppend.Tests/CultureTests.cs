using LogAppendSink.TestSupport;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.OssAppend.Tests.Support;
using Xunit;

namespace Serilog.Sinks.OssAppend.Tests;

/// <summary>Hosts with different cultures may share an object that one reader reads, so no record depends on a thread's culture.</summary>
public sealed class CultureTests
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    private static readonly Dictionary<string, Action<ILogger>> Events = new()
    {
        ["numbers"] = log => log.Information("{A} {B:0.00} {C:N2} {D,9:0.0} {E}", -1.5, -2.5m, 1234.5f, -3.5, -1),
        ["dates"] = log => log.Information(
            "{A} {B:d} {C:G} {D} {E:d} {F}",
            Noon,
            Noon,
            new DateTimeOffset(Noon),
            DateOnly.FromDateTime(Noon),
            DateOnly.FromDateTime(Noon),
            TimeSpan.FromDays(-1.5)),
        ["keys"] = log => log.Information(
            "{A} {B}", new Dictionary<double, int> { [-1.5] = 1 }, new Dictionary<DateTime, int> { [Noon] = 1 }),
        ["keys in a rendering"] = log => log.Information("{A:l}", new Dictionary<double, int> { [-1.5] = 1 }),
        ["keys in an object"] = log => log.Information("{@A}", new { Map = new Dictionary<decimal, DateTime> { [-1.5m] = Noon } }),
        ["scalars made by hand"] = log => log.ForContext(new ByHand()).Information("m"),
        ["an exception"] = log => log.Error(new InvalidOperationException("title"), "Failed {I}", "TITLE"),
    };

    public static TheoryData<string, string, string?> Cases()
    {
        var cases = new TheoryData<string, string, string?>();
        foreach (var name in Events.Keys)
        {
            foreach (var culture in Cultures.Names)
            {
                cases.Add(name, culture, null);
                cases.Add(name, culture, "{Level:u3} {Message:lj} {Properties}");
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Record_is_independent_of_the_culture(string name, string culture, string? outputTemplate) =>
        Assert.Equal(Record(name, outputTemplate), Cultures.In(culture, () => Record(name, outputTemplate)));

    [Theory]
    [InlineData("de-DE")]
    [InlineData("th-TH")]
    [InlineData("fa-IR")]
    [InlineData("tr-TR")]
    [InlineData("made by hand")]
    public void Setting_is_parsed_and_refused_in_the_same_way_in_any_culture(string culture)
    {
        static string Read() => Assert.ThrowsAny<Exception>(() => AppSettings.Logger("WriteTo", """
            { "options": { "BUCKETADDRESSING": "virtual", "BufferingTimeLimit": "02:00:00.5", "batchsizelimitbytes": "-1", "objectsizelimitbytes": "1" } }
            """)).GetBaseException().Message;

        Assert.Equal(Read(), Cultures.In(culture, Read));
    }

    private sealed class ByHand : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
        {
            logEvent.AddOrUpdateProperty(new LogEventProperty("H", new ScalarValue((Half)(-1.5))));
            logEvent.AddOrUpdateProperty(new LogEventProperty("E", new ScalarValue((DayOfWeek)(-9))));
        }
    }

    private static string Record(string name, string? outputTemplate)
    {
        var logEvent = Capture.Event(Events[name]);
        var target = new CollectingTarget();
        using var sink = new OssAppendSink(target, OssAppendSinks.Encoder(null, outputTemplate, null));
        sink.Emit(new LogEvent(
            Noon,
            logEvent.Level,
            logEvent.Exception,
            logEvent.MessageTemplate,
            logEvent.Properties.Select(property => new LogEventProperty(property.Key, property.Value))));
        return Assert.Single(target.Records);
    }
}
