using LogAppendSink.Clef;
using LogAppendSink.Extensions.Logging.Encoding;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests.Encoding;

public sealed class EntryLayoutTests
{
    private const string Template = "{Method} took {Elapsed:0.0} ms";

    private readonly ClefLayoutCache<string, EntryProperties, EntryLayout> _layouts = EntryLayout.CacheOver(new TemplateHoles());

    [Fact]
    public void Template_has_a_cached_layout_from_its_second_use_on()
    {
        Assert.Null(LayoutOf(Template, "Method", "Elapsed"));

        var layout = LayoutOf(Template, "Method", "Elapsed");

        Assert.NotNull(layout);
        Assert.Same(layout, LayoutOf(Template, "Method", "Elapsed"));
        Assert.Equal("Elapsed", layout.NameAt(1).Value);
        Assert.Equal(1, Assert.Single(layout.Holes).Index);
    }

    [Fact]
    public void Event_with_other_values_has_no_layout()
    {
        LayoutOf(Template, "Method", "Elapsed");
        LayoutOf(Template, "Method", "Elapsed");

        Assert.Null(LayoutOf(Template, "Method"));
        Assert.Null(LayoutOf(Template, "Elapsed", "Method"));
        Assert.Null(LayoutOf(Template, "Method", "Elapsed", "More"));
        Assert.NotNull(LayoutOf(Template, "Method", "Elapsed"));
    }

    [Theory]
    [InlineData("A", "A")]
    [InlineData("A", "@A")]
    [InlineData("A", " ")]
    [InlineData("A", "")]
    [InlineData("A", "EventId")]
    [InlineData("SourceContext", "A")]
    public void Template_with_names_to_reorder_has_no_layout(string first, string second)
    {
        for (var time = 0; time < 3; time++)
            Assert.Null(LayoutOf(Template, first, second));
    }

    [Fact]
    public void Template_too_long_for_a_literal_has_no_layout()
    {
        var template = new string('x', 5000);

        for (var time = 0; time < 3; time++)
            Assert.Null(LayoutOf(template, "A"));
    }

    [Fact]
    public void Scope_does_not_repeat_a_name_of_the_layout()
    {
        LayoutOf(Template, "Method", "Elapsed");
        var scopes = new LoggerExternalScopeProvider();
        using var scope = scopes.Push(
            new Dictionary<string, object?> { ["Method"] = 1, ["SourceContext"] = 2, ["EventId"] = 3, ["Tenant"] = 4 });
        using var properties = Read(Template, "Method", "Elapsed");

        properties.Arrange(_layouts.Find(Template, properties), new Entry(
            LogLevel.Information, ClefEncodedText.Encode("Acme"), new EventId(1), Exception: null, DateTimeOffset.UnixEpoch, scopes));

        Assert.Equal("Tenant", Assert.Single(properties.Items.ToArray()).Key);
    }

    private EntryLayout? LayoutOf(string template, params string[] keys)
    {
        using var properties = Read(template, keys);
        return _layouts.Find(template, properties) is { } layout && layout.Fits(properties.Values) ? layout : null;
    }

    private static EntryProperties Read(string template, params string[] keys)
    {
        var properties = EntryProperties.Rent(limitBytes: 256 * 1024);
        foreach (var key in keys)
            properties.Add(new KeyValuePair<string, object?>(key, 1));
        properties.Template = template;
        return properties;
    }
}
