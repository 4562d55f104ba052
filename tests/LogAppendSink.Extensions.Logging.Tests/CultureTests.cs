using System.Numerics;
using LogAppendSink.Extensions.Logging.Encoding;
using LogAppendSink.Extensions.Logging.Tests.Support;
using LogAppendSink.TestSupport;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests;

/// <summary>Hosts with different cultures may share an object that one reader reads, so no record depends on a thread's culture.</summary>
public sealed class CultureTests
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    private static readonly Dictionary<string, Action<ILogger>> Events = new()
    {
        ["numbers"] = log => log.LogInformation("{A} {B:0.00} {C:N2} {D,9:0.0} {E} {F}", -1.5, -2.5m, 1234.5f, -3.5, (Half)(-1.5), -1),
        ["large numbers"] = log => log.LogInformation("{A} {B} {C}", BigInteger.Pow(-10, 31), Int128.MinValue, new Complex(1.5, -2.5)),
        ["dates"] = log => log.LogInformation(
            "{A} {B:d} {C:G} {D} {E:d} {F}",
            Noon,
            Noon,
            new DateTimeOffset(Noon),
            DateOnly.FromDateTime(Noon),
            DateOnly.FromDateTime(Noon),
            TimeSpan.FromDays(-1.5)),
        ["keys"] = log => log.LogInformation(
            "{A} {B}", new Dictionary<double, int> { [-1.5] = 1 }, new Dictionary<DateTime, int> { [Noon] = 1 }),
        ["keys in a rendering"] = log => log.LogInformation("{A:l}", new Dictionary<double, int> { [-1.5] = 1 }),
        ["keys in an object"] = log => log.LogInformation("{@A}", new { Map = new Dictionary<decimal, DateTime> { [-1.5m] = Noon } }),
        ["enums"] = log => log.LogInformation("{A} {B}", DayOfWeek.Friday, (DayOfWeek)(-9)),
        ["scopes"] = log =>
        {
            using var number = log.BeginScope(-1.5);
            using var template = log.BeginScope("in {Place:0.0}", -2.5);
            log.LogInformation("m");
        },
        ["an exception"] = log => log.LogError(new InvalidOperationException("title"), "Failed {I}", "TITLE"),
    };

    public static TheoryData<string, string> Cases() => CasesWithout();

    /// <summary>Serilog captures some numbers as text in the thread's culture, before a sink sees them.</summary>
    public static TheoryData<string, string> SerilogCases() => CasesWithout("numbers", "large numbers", "enums");

    private static TheoryData<string, string> CasesWithout(params string[] others)
    {
        var cases = new TheoryData<string, string>();
        foreach (var name in Events.Keys.Except(others))
        {
            foreach (var culture in Cultures.Names)
                cases.Add(name, culture);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Record_is_independent_of_the_culture(string name, string culture) =>
        Assert.Equal(FrontEnds.Ours(Events[name]), Cultures.In(culture, () => FrontEnds.Ours(Events[name])));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Text_line_is_independent_of_the_culture(string name, string culture)
    {
        var lines = WithoutTime(Events[name]);

        Assert.Equal(lines, Cultures.In(culture, () => WithoutTime(Events[name])));
    }

    [Theory]
    [MemberData(nameof(SerilogCases))]
    public void Both_front_ends_write_the_same_record_in_any_culture(string name, string culture)
    {
        var (serilogs, ours) = Cultures.In(culture, () => (FrontEnds.Serilogs(Events[name]), FrontEnds.Ours(Events[name])));

        Assert.Equal(serilogs, ours);
    }

    private static List<string> WithoutTime(Action<ILogger> log)
    {
        var target = new CollectingTarget();
        using var factory = FrontEnds.Factory(target, new TextEntryEncoder());
        log(factory.CreateLogger("Acme"));
        return target.Records.ConvertAll(record => record[record.IndexOf(' ', StringComparison.Ordinal)..]);
    }
}
