using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace LogAppendSink.Viewer.BrowserTests;

public class HistogramTests(ChromiumFixture chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Time_range_is_selected_with_the_mouse()
    {
        await OpenHourAsync();
        var box = await BoxAsync();

        await Page.Mouse.MoveAsync(box.X + box.Width * 0.49f, box.Y + 20);
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync(box.X + box.Width * 0.55f, box.Y + 20);
        await Page.Mouse.UpAsync();

        await HasRowsAsync(1);
        Assert.Equal(["Half past"], await MessagesAsync());
    }

    [Fact]
    public async Task Time_range_is_selected_by_touch()
    {
        await OpenContextAsync(new BrowserNewContextOptions { HasTouch = true, IsMobile = true, ViewportSize = new ViewportSize { Width = 360, Height = 700 } });
        await OpenHourAsync();
        var box = await BoxAsync();
        var touch = await Page.Context.NewCDPSessionAsync(Page);

        await TouchAsync(touch, "touchStart", box.X + box.Width * 0.49, box.Y + 20);
        await TouchAsync(touch, "touchMove", box.X + box.Width * 0.52, box.Y + 20);
        await TouchAsync(touch, "touchMove", box.X + box.Width * 0.55, box.Y + 20);
        await TouchAsync(touch, "touchEnd", null, null);

        await HasRowsAsync(1);
        Assert.Equal(["Half past"], await MessagesAsync());
    }

    [Fact]
    public async Task Time_range_is_selected_with_keys_and_each_position_is_announced()
    {
        await OpenHourAsync();
        var histogram = Page.GetByRole(AriaRole.Slider, new() { Name = "Events over time" });

        await Page.Keyboard.PressAsync("h");
        await Expect(histogram).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Home");
        await Expect(histogram).ToHaveAttributeAsync("aria-valuetext", new Regex("^2026-03-01 08:00:00 to 08:00:30: 1 event, 1 Information$")); // Berlin's time
        await Page.Keyboard.PressAsync("Shift+PageDown");
        await Page.Keyboard.PressAsync("Enter");

        await HasRowsAsync(1);
        Assert.Equal(["On the hour"], await MessagesAsync());
        Assert.Contains("to=2026-03-01T07:05:30.000Z", Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Histogram_has_a_text_description()
    {
        await OpenHourAsync();

        await Expect(Page.Locator("#histogram-summary")).ToContainTextAsync("3 events");
        await Expect(Page.Locator("#histogram-summary")).ToContainTextAsync("1 Error, 2 Information");
    }

    private async Task OpenHourAsync()
    {
        await Site.AppendAsync(ViewerSite.Line(1, "On the hour") + ViewerSite.Line(1801, "Half past") + ViewerSite.Line(3500, "Nearly over", "Error"));
        await OpenSearchAsync(ViewerSite.Hour());
    }

    private async Task<LocatorBoundingBoxResult> BoxAsync() =>
        await Page.Locator("#histogram").BoundingBoxAsync() ?? throw new InvalidOperationException("The histogram is not shown.");

    private static Task<System.Text.Json.JsonElement?> TouchAsync(ICDPSession session, string type, double? x, double? y) => session.SendAsync("Input.dispatchTouchEvent", new Dictionary<string, object>
    {
        ["type"] = type,
        ["touchPoints"] = x is null ? Array.Empty<object>() : new object[] { new Dictionary<string, object> { ["x"] = x, ["y"] = y! } },
    });
}
