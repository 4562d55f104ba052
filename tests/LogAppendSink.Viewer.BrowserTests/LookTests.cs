using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace LogAppendSink.Viewer.BrowserTests;

public class LookTests(ChromiumFixture chromium) : BrowserTest(chromium)
{
    // The lowest contrast of the visible texts with their background, by the formula of WCAG 2, and that text.
    private const string LeastContrast = """
        () => {
          const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
          const rgba = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return canvas.getImageData(0, 0, 1, 1).data; };
          const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4).reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
          const behind = node => { for (; node; node = node.parentElement) { const colour = rgba(getComputedStyle(node).backgroundColor); if (colour[3] === 255) return colour; } return [255, 255, 255]; };
          let least = [99, ""];
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (texts.nextNode()) {
            const node = texts.currentNode.parentElement;
            if (texts.currentNode.data.trim() === "" || !node.checkVisibility() || node.closest(".visually-hidden, :disabled, svg, noscript, option")) continue;
            const [a, b] = [light(rgba(getComputedStyle(node).color)), light(behind(node))].sort((x, y) => y - x);
            const contrast = (a + .05) / (b + .05);
            if (contrast < least[0]) least = [contrast, node.outerHTML.slice(0, 100)];
          }
          return least.join(" ");
        }
        """;

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Text_has_enough_contrast_in_both_themes(ColorScheme scheme)
    {
        await OpenContextAsync(new BrowserNewContextOptions { ColorScheme = scheme });
        await AppendEachLevelAsync();
        await OpenSearchAsync(ViewerSite.Hour());
        await Page.Locator(".row.level-Error").ClickAsync();
        await Expect(Page.Locator("#detail")).ToBeVisibleAsync();

        var least = await Page.EvaluateAsync<string>(LeastContrast);

        Assert.True(double.Parse(least.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) >= 4.5, least);
    }

    [Fact]
    public async Task Theme_follows_the_system_until_the_user_selects_one()
    {
        await OpenContextAsync(new BrowserNewContextOptions { ColorScheme = ColorScheme.Light });
        await OpenAsync();
        var light = await BackgroundAsync();

        await Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Theme") }).ClickAsync();
        var dark = await BackgroundAsync();
        await Page.ReloadAsync();

        Assert.NotEqual(light, dark);
        Assert.Equal(dark, await BackgroundAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?page=objects")]
    [InlineData("hour")]
    [InlineData("event")]
    public async Task Page_needs_no_horizontal_scrolling_on_a_narrow_screen(string view)
    {
        await OpenContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 360, Height = 640 }, HasTouch = true, IsMobile = true });
        await AppendEachLevelAsync();
        await OpenAsync(view is "hour" or "event" ? ViewerSite.Hour("&where=A+is+null&host=web-1&trace=") : view);
        if (view is "hour" or "event")
            await SearchedAsync();
        if (view == "event")
            await Page.Locator(".row.level-Error").TapAsync();
        if (view == "?page=objects")
            await Expect(Page.Locator(".day")).ToBeVisibleAsync();

        Assert.Equal(360, await Page.EvaluateAsync<int>("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth, ...[...document.querySelectorAll('main:not([hidden]), .objects, .detail-body')].map(e => e.scrollWidth))"));
    }

    private Task<string> BackgroundAsync() => Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

    private Task AppendEachLevelAsync() => Site.AppendAsync(string.Concat(new[] { "Verbose", "Debug", "Information", "Warning", "Error", "Fatal" }.Select((level, index) => ViewerSite.Line(
        index, $"A message of the level {level} that is too long for a narrow screen by some words", level, ",\"@x\":\"System.TimeoutException: late\\n   at Acme.Pay()\\n   at System.Run()\",\"Text\":\"x\",\"Number\":1,\"Nothing\":null,\"ALongNameOfAPropertyWithoutASpaceInIt\":\"https://example.com/a/long/path/without/any/space/in/it\""))));
}
