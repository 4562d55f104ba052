using System.Text;
using LogAppendSink.Reading;
using Xunit;

namespace LogAppendSink.Tests.Reading;

public class LevelNamesTests
{
    private static readonly Dictionary<string, string> ByLevel = new()
    {
        ["Verbose"] = "Verbose verbose VERBOSE trace TRACE",
        ["Debug"] = "Debug dbug DBG debug D",
        ["Information"] = "Information info INFO inf Notice NOTICE I",
        ["Warning"] = "Warning warn WARN wrn W warning_",
        ["Error"] = "Error err ERR ERROR eror fail severe SEVERE E Err",
        ["Fatal"] = "Fatal FATAL ftl fatl critical crit CRIT crt alert ALERT emerg emergency panic F",
    };

    private static readonly string[] Unknown = ["5", "50", "SEVERITY_ERROR", "failure"];

    [Fact]
    public void Names_of_other_writers_are_mapped_and_kept()
    {
        var expected = ByLevel.SelectMany(
            pair => pair.Value.Split(' ').Select(name => (name.Replace('_', ' '), Enum.Parse<RecordLevel>(pair.Key))))
            .Concat(Unknown.Select(name => (name, RecordLevel.Information)))
            .ToDictionary();

        var events = CaseFile.Lines("levels.clef").Select(CaseFile.Parse).ToList();

        Assert.Equal(expected.Count, events.Count);
        Assert.All(events, logEvent =>
        {
            Assert.True(logEvent.TryGetProperty("Name", out var name));
            Assert.Equal((name.Text, expected[name.Text]), (logEvent.LevelName, logEvent.Level));
        });
    }

    [Fact]
    public void Filter_sees_the_level_that_is_shown() =>
        Assert.All(CaseFile.Lines("levels.clef"), line => Assert.Equal(
            CaseFile.Parse(line).Level, RecordProbe.LevelOf(Encoding.UTF8.GetBytes(line))));

    [Theory]
    [InlineData("err", null)]
    [InlineData("warning ", null)]
    [InlineData("crit", "crit")]
    [InlineData("Notice", "Notice")]
    [InlineData("failure", "failure")]
    public void Name_is_shown_where_it_says_more_than_the_level(string name, string? shown) =>
        Assert.Equal(shown, CaseFile.Parse($$"""{"@t":"2026-03-01T07:00:00Z","@l":"{{name}}"}""").ForeignLevelName);

    [Theory]
    [InlineData("""{"@t":"2026-03-01T07:00:00Z","@l":50}""", "50")]
    [InlineData("""{"@t":"2026-03-01T07:00:00Z","@l":"failure"}""", "failure")]
    [InlineData("""{"@t":"2026-03-01T07:00:00Z","@l":"crit"}""", null)]
    [InlineData("""{"@t":"2026-03-01T07:00:00Z","@l":null}""", null)]
    [InlineData("""{"@t":"2026-03-01T07:00:00Z","@l":" "}""", null)]
    public void Unknown_level_is_reported(string record, string? name)
    {
        RecordProbe.LevelOf(Encoding.UTF8.GetBytes(record), out var unknown);

        Assert.Equal(name, unknown);
    }

    [Fact]
    public void First_of_two_levels_and_times_counts_for_filter_and_display()
    {
        const string Record = """{"@t":"2026-03-01T07:00:00Z","@l":"Error","@t":"2027-03-01T07:00:00Z","@l":"Debug"}""";

        var logEvent = CaseFile.Parse(Record);

        Assert.Equal((RecordLevel.Error, 2026), (logEvent.Level, logEvent.Timestamp?.Year));
        Assert.Equal(logEvent.Level, RecordProbe.LevelOf(Encoding.UTF8.GetBytes(Record)));
        Assert.Equal(logEvent.Timestamp, RecordProbe.TimestampOf(Encoding.UTF8.GetBytes(Record)));
    }
}
