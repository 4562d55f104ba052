using System.Buffers;
using System.Text;
using LogAppendSink.Cli.Formatting;
using Xunit;

namespace LogAppendSink.Cli.Tests.Formatting;

public class EventFormatterTests
{
    private const string Record = """{"@t":"2026-03-01T07:00:00.1234567Z","@mt":"Hello, {Name}","@l":"Error","@x":"Boom\n   at Here","Name":"Ann","Elapsed":5}""";

    [Fact]
    public void Pretty_output_shows_properties_that_are_not_in_the_message() =>
        Assert.Equal("2026-03-01 07:00:00.123 ERR Hello, Ann Elapsed=5\n    Boom\n       at Here\n", Formatted(Record, isPretty: true));

    [Fact]
    public void Text_output_has_time_level_message_and_exception() =>
        Assert.Equal("2026-03-01T07:00:00.1234567Z [ERR] Hello, Ann\nBoom\n   at Here\n", Formatted(Record, isPretty: false));

    [Theory]
    [InlineData("""{"@t":"yesterday","@m":"m","@l":"Notice"}""", "(no time)               Notice m @t=yesterday\n")]
    [InlineData("""{"@t":"2026-03-01T07:00:00","@mt":"{a.b} {A:0} {{c}}","@l":"crit\u001b","a.b":1,"A":2,"@r":["02"],"c":3,"a":4}""", "2026-03-01 07:00:00.000 crit\u241b 1 02 {c} c=3 a=4\n")]
    [InlineData("""{"@t":1772348400,"@m":"m","@l":"a level with a long name"}""", "2026-03-01 07:00:00.000 a level with a long … m\n")]
    public void Level_names_of_other_writers_are_shown(string record, string shown) => Assert.Equal(shown, Formatted(record, isPretty: true));

    [Fact]
    public void Colours_are_reset_after_each_part() =>
        Assert.Equal(
            "\u001b[90m2026-03-01 07:00:00.000\u001b[0m \u001b[36mINF\u001b[0m m \u001b[90mA=1\u001b[0m\n",
            Formatted("""{"@t":"2026-03-01T07:00:00Z","@m":"m","A":1}""", isPretty: true, isColoured: true));

    [Theory]
    [InlineData("""{"@t":"2026-03-01T07:00:00Z","@m":"a\u001b[2Jb\u009b2Jc\u0007\nd"}""", "2026-03-01 07:00:00.000 INF a\u241b[2Jb\ufffd2Jc\u2407\u240ad\n")]
    [InlineData("no event \u001b[2J at all", "no event \u241b[2J at all\n")]
    public void Control_sequences_of_a_log_do_not_reach_the_terminal(string record, string shown) => Assert.Equal(shown, Formatted(record, isPretty: true, isColoured: false));

    private static string Formatted(string record, bool isPretty, bool isColoured = false)
    {
        var output = new ArrayBufferWriter<byte>();
        new EventFormatter(isPretty, isColoured).Write(Encoding.UTF8.GetBytes(record), output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
