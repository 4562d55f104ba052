using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace LogAppendSink.Viewer.BrowserTests;

/// <summary>The content of a log is shown as text. The base class fails a test if the content security policy had to block anything.</summary>
public class HostileContentTests(ChromiumFixture chromium) : BrowserTest(chromium)
{
    private const string Attack = "<img src=x onerror=window.attacked=1><script>window.attacked=1</script>";

    [Fact]
    public async Task HTML_in_an_event_is_shown_as_text()
    {
        var lines = ViewerSite.Line(1, Attack.Replace("{", "", StringComparison.Ordinal), "Error", $",\"@x\":\"{Attack}\\n   at {Attack}\\n   at System.{Attack}\",\"{Attack}\":\"{Attack}\",\"Nested\":{{\"{Attack}\":[\"{Attack}\"]}},\"@tr\":\"{Attack}\"") +
            ViewerSite.Line(2, "{A}", more: $",\"A\":\"{Attack}\",\"SourceContext\":\"javascript:window.attacked=1\"");
        await Site.AppendAsync(lines, "<img src=x onerror=window.attacked=1>");
        await OpenSearchAsync(ViewerSite.Hour());

        await HasRowsAsync(2);
        await Expect(Page.Locator(".row-message").First).ToHaveTextAsync(Attack);
        await Expect(Page.Locator(".row-message").Nth(1)).ToContainTextAsync(Attack);
        await Expect(Page.Locator("#host")).ToContainTextAsync("all");
        await Rows.First.ClickAsync();
        await Expect(Page.Locator(".detail-message")).ToHaveTextAsync(Attack);
        await Expect(Page.Locator(".properties th").First).ToHaveTextAsync(Attack);
        await Expect(Page.Locator(".properties .value").First).ToHaveTextAsync(Attack);
        await Page.GetByText("framework frame").ClickAsync();
        await OpenAsync("?page=objects");
        await Expect(Page.Locator(".key")).ToContainTextAsync("onerror");

        await Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Verify") }).ClickAsync();
        await Expect(Page.Locator(".verdict span")).ToBeVisibleAsync();
        Assert.False(await Page.EvaluateAsync<bool>("'attacked' in window"));
        Assert.Equal(0, await Page.Locator("main img, main script").CountAsync());
    }

    [Fact]
    public async Task HTML_in_the_address_is_shown_as_text()
    {
        await OpenSearchAsync(ViewerSite.Hour($"&q={Uri.EscapeDataString(Attack)}&host={Uri.EscapeDataString(Attack)}&trace={Uri.EscapeDataString(Attack)}&event={Uri.EscapeDataString(Attack)}"));
        await OpenAsync(ViewerSite.Hour($"&where={Uri.EscapeDataString(Attack)}"));

        await Expect(Page.Locator("#where-trouble")).ToContainTextAsync(Attack);
        Assert.False(await Page.EvaluateAsync<bool>("'attacked' in window"));
        Assert.Equal(0, await Page.Locator("main img, main script").CountAsync());
    }

    [Fact]
    public async Task Content_security_policy_blocks_an_injected_script()
    {
        await OpenAsync();

        await Page.EvaluateAsync("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=window.attacked=1>')");

        await Expect(Page.Locator("body > img")).ToHaveCountAsync(1);
        await Page.WaitForFunctionAsync("document.querySelector('body > img').complete");
        Assert.False(await Page.EvaluateAsync<bool>("'attacked' in window"));
        Assert.NotEmpty(Complaints); // This test provokes them.
        Complaints.Clear();
    }
}
