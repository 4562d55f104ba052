using LogAppendSink.Clef;
using Xunit;

namespace LogAppendSink.Tests.Clef;

public sealed class ClefLayoutCacheTests
{
    private const int PlaceCount = ClefLayoutCache<string, int, string>.PlaceCount;

    private readonly ClefLayoutCache<string, int, string> _cache = new((template, number) => number < 0 ? null : $"{template} {number}");

    [Fact]
    public void Template_has_a_cached_layout_from_its_second_use_on()
    {
        Assert.Null(_cache.Find("a", 1));

        var layout = _cache.Find("a", 2);

        Assert.Equal("a 2", layout);
        Assert.Same(layout, _cache.Find("a", 3));
    }

    [Fact]
    public void Templates_are_compared_by_reference()
    {
        const string template = "the same words";
        _cache.Find(template, 1);
        _cache.Find(template, 1);

        Assert.Null(_cache.Find(new string(template), 1));
    }

    [Fact]
    public void Template_without_a_layout_may_get_one_later()
    {
        _cache.Find("a", -1);
        Assert.Null(_cache.Find("a", -1));

        Assert.Equal("a 1", _cache.Find("a", 1));
    }

    [Fact]
    public void Templates_used_once_take_no_entry()
    {
        for (var i = 0; i < 4 * PlaceCount; i++)
            Assert.Null(_cache.Find(new string('x', 20), i));

        _cache.Find("a", 1);
        Assert.NotNull(_cache.Find("a", 1));
    }

    [Fact]
    public void Full_cache_keeps_its_entries_and_returns_null_for_others()
    {
        var templates = Enumerable.Range(0, 4 * PlaceCount).Select(i => $"template {i}").ToList();
        foreach (var template in templates)
        {
            _cache.Find(template, 1);
            _cache.Find(template, 1);
        }

        var kept = templates.ToDictionary(template => template, template => _cache.Find(template, 2));

        Assert.InRange(kept.Values.Count(layout => layout is not null), PlaceCount / 2, PlaceCount);
        Assert.All(kept, pair => Assert.True(pair.Value is null || pair.Value == pair.Key + " 1"));
    }

    [Fact]
    public void Concurrent_threads_get_the_layout_of_the_template_or_null()
    {
        var templates = Enumerable.Range(0, 200).Select(i => $"template {i}").ToList();

        var found = Enumerable.Range(0, 4).AsParallel().WithDegreeOfParallelism(4)
            .SelectMany(_ => templates.SelectMany(
                template => Enumerable.Range(0, 5).Select(i => (template, Layout: _cache.Find(template, i)))).ToList()).ToList();

        Assert.All(
            found, pair => Assert.True(pair.Layout is null || pair.Layout.StartsWith(pair.template + " ", StringComparison.Ordinal)));
        Assert.All(templates, template => Assert.NotNull(_cache.Find(template, 9)));
    }
}
