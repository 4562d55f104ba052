using LogAppendSink.Reading;
using Xunit;

namespace LogAppendSink.Tests.Reading;

public class MessageRendererTests
{
    [Fact]
    public void Records_of_other_writers_are_rendered_by_the_grammar_of_Serilog() => Assert.Equal(
        [
            "Body {\"a\":\"b\"} took 12.35 ms",
            "Set {x: 1} then 12.35",
            "Two 1 2 c",
            "Missing {M:0.0} then 2.0",
            "empty @r 2.04",
            "align [     2.0] [ab    ] [    ab]",
            "esc {not} 2} {2}",
            "unclosed {E",
            "quoted x x {\"a\":1,\"$type\":\"T\"} {\"a\":1,\"$type\":\"T\"}",
            "dotted svc {a-b} {a b}",
            "pos zero one",
            "@@ {@@at} {@at}",
            "rendered",
            "",
            "",
            "obj exception",
            "42",
            "date 2026 unix",
            "r in the middle 7",
            "emoji 😀 \\ud83d",
            "ansi \u001b[31mred\u001b[0m \u202eRTL",
            "tab\tnewline\nsecond x\ty\nz",
        ],
        CaseFile.Lines("render.clef").Select(line => CaseFile.Parse(line).RenderMessage()));

    [Theory]
    [InlineData("""{"@t":"2026-03-01T07:00:00Z","@mt":"p {\"a\":1} took {E:0.00}","@r":["12.35"],"E":12.345}""", "p {\"a\":1} took 12.35")]
    [InlineData(
        """{"@t":"2026-03-01T07:00:00Z","@mt":"{order.total:0.00} {Count:000}","@r":["12.50","007"],"order.total":12.5,"Count":7}""",
        "12.50 007")]
    // of a Serilog before 4.2
    [InlineData(
        """{"@t":"2026-03-01T07:00:00Z","@mt":"{order.total:0.00} {Count:000}","@r":["007"],"Count":7}""", "{order.total:0.00} 007")]
    // nested, as Seq's sink writes them
    [InlineData("""{"@t":"2026-03-01T07:00:00Z","@mt":"{http.request.method}","http":{"request":{"method":"GET"}}}""", "GET")]
    [InlineData("""{"@t":"2026-03-01T07:00:00Z","@mt":"[{E,8:0.0}]","E":2}""", "[       2]")] // no rendering: the value, aligned
    public void Renderings_are_used_for_formatted_holes(string record, string message) =>
        Assert.Equal(message, CaseFile.Parse(record).RenderMessage());

    [Fact]
    public void Null_in_a_reserved_field_is_not_a_property()
    {
        var events = CaseFile.Lines("render.clef").Select(CaseFile.Parse).ToList();

        Assert.Equal(["A=1"], events[14].Properties.Select(property => property.ToString()));
        Assert.Equal("""{"Type":"System.Exception","Message":"boom"}""", events[15].Exception);
        Assert.Empty(events[15].Properties);
    }

    [Theory]
    [InlineData("{A.b} {C,5:0}", "A.b", true)]
    [InlineData("{A.b} {C,5:0}", "C", true)]
    [InlineData("{A.b} {C,5:0}", "A", false)]
    [InlineData("{{A}} {A }", "A", false)]
    public void Message_shows_what_its_holes_name(string template, string name, bool isShown) =>
        Assert.Equal(isShown, MessageRenderer.Shows(CaseFile.Parse($$"""{"@t":"2026-03-01T07:00:00Z","@mt":"{{template}}"}"""), name));
}
