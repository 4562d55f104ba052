using System.Text;
using LogAppendSink.Reading.Filtering;
using Xunit;

namespace LogAppendSink.Tests.Reading.Filtering;

public class RecordFilterTests
{
    private static readonly DateTimeOffset Seven = new(2026, 3, 1, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Record_without_a_time_is_shown_with_the_record_before_it_and_counted()
    {
        var filter = new RecordFilter { Since = Seven, Until = Seven.AddHours(1) };
        DateTimeOffset? placedTime = null;

        var shown = new List<string>();
        foreach (var (name, time) in new[] { ("first", "?"), ("early", "2026-03-01T06:00:00Z"), ("after early", "?"), ("in time", "2026-03-01T07:30:00Z"), ("after it", "?"), ("late", "2026-03-01T08:00:00Z"), ("after late", "?") })
        {
            if (filter.IsShown(Encoding.UTF8.GetBytes($$"""{"@t":"{{time}}","@m":"{{name}}"}"""), ref placedTime))
                shown.Add(name);
        }

        Assert.Equal(["first", "in time", "after it"], shown);
        Assert.Equal(["Records without a readable time are shown: 2. Each is dated by the record before it."], filter.Notes.Take());
    }

    [Fact]
    public void Undated_record_takes_the_time_of_a_record_that_does_not_match()
    {
        var filter = new RecordFilter { Since = Seven, Searched = new SearchedText("undated", ignoreCase: false) };
        DateTimeOffset? placedTime = null;

        var shown = new List<bool>();
        foreach (var (name, time) in new[] { ("early", "2026-03-01T06:00:00Z"), ("undated", "?"), ("in time", "2026-03-01T07:30:00Z"), ("undated", "?") })
            shown.Add(filter.IsShown(Encoding.UTF8.GetBytes($$"""{"@t":"{{time}}","@m":"{{name}}"}"""), ref placedTime));

        Assert.Equal([false, false, false, true], shown);
    }

    [Fact]
    public void Unknown_levels_are_reported_and_count_as_information()
    {
        var filter = new RecordFilter { Level = RecordLevel.Error };

        Assert.True(filter.IsWanted("""{"@t":"2026-03-01T07:00:00Z","@l":"crit"}"""u8));
        Assert.False(filter.IsWanted("""{"@t":"2026-03-01T07:00:00Z","@l":"failure"}"""u8));

        Assert.Equal(["Some records have an unknown level: 'failure'. They count as Information."], filter.Notes.Take());
        Assert.Empty(filter.Notes.Take());
    }

    [Fact]
    public void Property_that_no_record_has_is_reported()
    {
        var filter = new RecordFilter { Where = FilterParser.Parse("Elapsed > 1000 and service.nam = 'shop' or Elapsed is null") };
        Assert.Empty(filter.Notes.Take()); // Nothing has been read.

        Assert.False(filter.IsWanted("""{"@t":"2026-03-01T07:00:00Z","@m":"a","Elapsed":5,"service.name":"shop"}"""u8));

        Assert.Equal(
            ["No record that was read has the property 'service.nam', which the condition names. Check its spelling and its case."],
            filter.Notes.Take());
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("Elapsed is null", false)]
    public void Blank_line_is_wanted_only_without_conditions(string where, bool isWanted) =>
        Assert.Equal(isWanted, new RecordFilter { Where = where.Length == 0 ? null : FilterParser.Parse(where) }.IsWanted("  "u8));
}
