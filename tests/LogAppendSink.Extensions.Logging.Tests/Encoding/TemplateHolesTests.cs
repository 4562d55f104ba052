using FsCheck;
using FsCheck.Fluent;
using LogAppendSink.Extensions.Logging.Encoding;
using Serilog.Parsing;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests.Encoding;

public sealed class TemplateHolesTests
{
    [Theory]
    [InlineData("plain", "")]
    [InlineData("{A}", "")]
    [InlineData("{A:}", "")]
    [InlineData("{A:0}", "A|0|0")]
    [InlineData("{@A:0} and {$B:l}", "A|0|0 B|l|0")]
    [InlineData("{A,5:0}{B,-5:0}", "A|0|5 B|0|-5")]
    [InlineData("{{A:0}}", "")]
    [InlineData("{{{A:0}}}", "A|0|0")]
    [InlineData("{A:0", "")]
    [InlineData("{A=0 {B:0}", "")]
    [InlineData("{A:0 {B:0}", "A|0 {B:0|0")] // a brace is punctuation, which a format may have
    [InlineData("{A,:0}{B,5-:0}{C,x:0}", "")]
    [InlineData("{A,0:0}", "A|0|0")]
    [InlineData("{order.total:0.00} {Count:000}", "order.total|0.00|0 Count|000|0")]
    [InlineData("p {\"a\":1} took {E:0.00}", "E|0.00|0")]
    [InlineData("{A:HH:mm,ss}", "A|HH:mm,ss|0")]
    public void Formatted_holes_are_found(string template, string expected) =>
        Assert.Equal(
            expected, string.Join(' ', new TemplateHoles().Of(template).Select(hole => $"{hole.Name}|{hole.Format}|{hole.Width}")));

    [Fact]
    public void Templates_are_parsed_as_in_Serilog()
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
            "+",
            "=",
            "é",
            "{{",
            "}}",
            "{A:0}",
            "{B,-3:x}")
            .ArrayOf().Select(string.Concat).ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithEndSize(40), Prop.ForAll(templates, template =>
            Assert.Equal(Serilogs(template), new TemplateHoles().Of(template))));
    }

    [Fact]
    public void Generated_templates_do_not_fill_the_memory()
    {
        var holes = new TemplateHoles();
        for (var i = 0; i < TemplateHoles.KeptLimit; i++)
            holes.Of($"{i} {{A:0}}");

        Assert.Same(holes.Of("1 {A:0}"), holes.Of("1 {A:0}"));
        Assert.NotSame(holes.Of("one more {A:0}"), holes.Of("one more {A:0}"));
    }

    private static IEnumerable<TemplateHole> Serilogs(string template) => new MessageTemplateParser().Parse(template).Tokens
        .OfType<PropertyToken>()
        .Where(token => token.Format is not null)
        // Not null: filtered above.
        .Select(token => new TemplateHole(token.PropertyName, token.Format!, WidthOf(token), token.ToString()));

    private static int WidthOf(PropertyToken token) => token.Alignment is not { } alignment
        ? 0
        : alignment.Direction == AlignmentDirection.Right ? alignment.Width : -alignment.Width;
}
