using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace LogAppendSink.Viewer.BrowserTests;

public class LiveTests(ChromiumFixture chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task New_event_appears_without_a_reload()
    {
        await using var logger = Site.CreateLogger();
        logger.Information("Before {Name}", "opening");
        await OpenAsync();
        await Expect(Page.GetByText("Before \"opening\"").Or(Page.GetByText("Before opening"))).ToBeVisibleAsync();
        await HasStateAsync("Live");

        logger.Warning("The kettle is at {Degrees} °C", 97);

        await Expect(Page.Locator(".row.level-Warning .row-message")).ToHaveTextAsync("The kettle is at 97 °C");
    }

    [Fact]
    public async Task Paused_view_counts_new_events_and_shows_them_when_it_resumes()
    {
        await using var logger = Site.CreateLogger();
        logger.Information("First");
        await OpenAsync();
        await HasRowsAsync(1);

        await Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        for (var i = 0; i < 5; i++)
            logger.Information("Later {Number}", i);
        await HasStateAsync("Paused, 5 new");
        Assert.Equal(["First"], await MessagesAsync());
        await Page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();

        await HasRowsAsync(6);
        await HasStateAsync("Live");
    }

    [Fact]
    public async Task Each_event_is_shown_once_when_the_server_restarts()
    {
        await OpenContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1000, Height = 3000 } });
        await using var logger = Site.CreateLogger();
        await OpenAsync();
        await HasStateAsync("Live");
        Log(0, 20);
        await HasRowsAsync(20);

        await Site.StopViewerAsync();
        await HasStateAsync("Reconnecting…");
        Log(20, 40);
        await Site.StartViewerAsync();
        await HasStateAsync("Live");
        Log(40, 60);

        await HasRowsAsync(60);
        Assert.Equal(Enumerable.Range(0, 60).Select(Text), await MessagesAsync());

        void Log(int from, int to)
        {
            for (var i = from; i < to; i++)
                logger.Information("Event {Number}", i);
        }

        static string Text(int number) => string.Create(CultureInfo.InvariantCulture, $"Event {number}");
    }

    [Fact]
    public async Task List_follows_until_the_user_scrolls_up_and_again_on_request()
    {
        await using var logger = Site.CreateLogger();
        for (var i = 0; i < 200; i++)
            logger.Information("Event {Number}", i);
        await OpenAsync();
        await Expect(Page.GetByText("Event 199", new() { Exact = true })).ToBeVisibleAsync();

        await Page.Locator("#list").HoverAsync();
        await Page.Mouse.WheelAsync(0, -1500);
        await Expect(Page.Locator("#below")).ToBeVisibleAsync();
        var top = await Page.Locator("#list").EvaluateAsync<double>("list => list.scrollTop");
        logger.Information("News");
        await Expect(Page.Locator("#below")).ToHaveTextAsync("1 new event ↓");

        Assert.Equal(top, await Page.Locator("#list").EvaluateAsync<double>("list => list.scrollTop"));
        await Page.Locator("#below").ClickAsync();
        await Expect(Page.GetByText("News", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(Page.Locator("#below")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task State_is_announced_politely_and_rows_are_not_announced()
    {
        await using var logger = Site.CreateLogger();
        await OpenAsync();
        await HasStateAsync("Live");

        await Page.Locator("#list").FocusAsync();
        await Page.Keyboard.PressAsync("Space");
        await Expect(Page.GetByRole(AriaRole.Status).First).ToHaveTextAsync(new Regex("^Paused"));

        Assert.Null(await Page.Locator("#list").GetAttributeAsync("aria-live"));
        Assert.Equal("polite", await Page.Locator("#announcement").GetAttributeAsync("aria-live"));
    }
}
