using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using LogAppendSink.Clef;
using Serilog.Parsing;
using Xunit;

namespace LogAppendSink.Tests.Clef;

/// <summary>Compared with Serilog's parser, which other readers use.</summary>
public class TemplateReaderTests
{
    private static readonly string[] Names =
    [
        "A", "_", "_a1", "a.b", "a.b.c", "_._", ".a", "a.", "a..b", ".", "a.0", "0.a", "0", "00", "12", "99999999999", "0b", "b0", "٣", "é", "日本", "ª", "a²", "Ⅷ", "a-b", "a b", " a", "a ", "",
        "@A", "$A", "@", "$", "@@A", "@$A", "@a.b", "@.a", "$0", "a@", "\"a\"", "a\u0301", "😀", "a\n",
    ];

    private static readonly string[] Widths = ["", ",5", ",-5", ",0", ",-0", ",00", ",05", ",", ",-", ",--5", ",5-", ",+5", ", 5", ",5 ", ",٣", ",2147483647", ",2147483648", ",5,6", ",x"];

    private static readonly string[] Formats = ["", ":", ":0", ":0.00", ":a:b", "::", ":a,b", ": 1", ":{", ":\"x\"", ":é€\n", ":<=>|~^`+$"];

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("{A}", "<A||0>")]
    [InlineData("a {A,-5:0.00} b", "a |<A|0.00|-5>| b")]
    [InlineData("p {\"a\":1} took {E:0.00}", "p {\"a\":1} took |<E|0.00|0>")]
    [InlineData("{order.total:0.00} {Count:000}", "<order.total|0.00|0>| |<Count|000|0>")]
    [InlineData("{{A}} {{{A}}} }}{{ } {", "{A} {|<A||0>|} }{ } {")]
    [InlineData("{ } {} {.a} {a.} {a..b} {0b} {a-b} {a b}", "{ } {} {.a} {a.} {a..b} {0b} {a-b} {a b}")]
    [InlineData("{A {B}", "{A {B}")]
    [InlineData("{A:{B} }", "<A|{B|0>| }")]
    [InlineData("{ {{ } open {A {{", "{ {{ } open {A {{")]
    [InlineData("{A,-2147483648}", "{A,-2147483648}")] // Serilog's parser throws
    public void Template_is_read_as_texts_and_holes(string template, string pieces) =>
        Assert.Equal(pieces, string.Join('|', Read(template)));

    [Fact]
    public void Every_combination_of_name_width_and_format_is_parsed_as_in_Serilog()
    {
        foreach (var name in Names)
        {
            foreach (var width in Widths)
            {
                foreach (var format in Formats)
                {
                    var hole = $"{{{name}{width}{format}}}";
                    Assert.Equal(Serilogs(hole), Read(hole));
                    Assert.Equal(Serilogs($"a {hole}{hole} {{{hole}}} b"), Read($"a {hole}{hole} {{{hole}}} b"));
                }
            }
        }
    }

    [Fact]
    public void Any_text_is_parsed_as_in_Serilog()
    {
        var templates = Gen.Elements(
            "{",
            "{",
            "}",
            "}",
            ":0",
            ":",
            ",",
            "5",
            "-",
            "@",
            "$",
            "_a",
            "B1",
            "#",
            " ",
            ".",
            ".",
            "+",
            "=",
            "é",
            "٣",
            "{{",
            "}}",
            "{A:0}",
            "{B,-3:x}",
            "{a.b:0}")
            .ArrayOf().Select(string.Concat).ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithEndSize(40), Prop.ForAll(
            templates, template => Assert.Equal(Serilogs(template), Read(template))));
    }

    private static List<string> Read(string template)
    {
        var pieces = new List<string>();
        var isText = false;
        for (var reader = new TemplateReader(template); reader.Read(); isText = !reader.IsHole)
            Add(pieces, ref isText, reader.IsHole ? Hole(
                reader.Name.ToString(), reader.Format.ToString(), reader.Width) : null, reader.Piece.ToString());
        return pieces;
    }

    private static List<string> Serilogs(string template)
    {
        var pieces = new List<string>();
        var isText = false;
        foreach (var token in new MessageTemplateParser().Parse(template).Tokens)
        {
            var property = token as PropertyToken;
            var width = property?.Alignment is not { } alignment ? 0 : alignment.Direction == AlignmentDirection.Right ? alignment.Width : -alignment.Width;
            if (property is not null || token.ToString()!.Length > 0) // Serilog's text is never null.
                Add(pieces, ref isText, property is null ? null : Hole(
                    property.PropertyName, property.Format ?? "", width), token.ToString()!);
        }

        return pieces;
    }

    /// <summary>Joins consecutive texts: parsers may split them differently.</summary>
    private static void Add(List<string> pieces, ref bool isText, string? hole, string text)
    {
        if (hole is null && isText)
            pieces[^1] += text;
        else
            pieces.Add(hole ?? text);
        isText = hole is null;
    }

    private static string Hole(string name, string format, int width) =>
        string.Create(CultureInfo.InvariantCulture, $"<{name}|{format}|{width}>");
}
