using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace LogAppendSink.Viewer.BrowserTests;

public class AddressTests(ChromiumFixture chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Link_contains_the_whole_view()
    {
        await Site.AppendAsync(ViewerSite.Line(1, "One") + ViewerSite.Line(2, "Two", "Error", ",\"A\":1") + ViewerSite.Line(3, "Three", "Error", ",\"A\":2"));

        await OpenSearchAsync(ViewerSite.Hour("&level=Error&where=A+%3D+1&q=two"));

        Assert.Equal(["Two"], await MessagesAsync());
        Assert.Equal("A = 1", await Page.Locator("#where").InputValueAsync());
        Assert.Equal("two", await Page.Locator("#q").InputValueAsync());
        await Expect(Page.Locator(".chip.level-Error")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Custom" })).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task Event_is_opened_when_the_link_names_it()
    {
        await Site.AppendAsync(string.Concat(Enumerable.Range(0, 200).Select(number => ViewerSite.Line(number / 10.0, $"Event {number}"))));
        await OpenSearchAsync(ViewerSite.Hour());
        await Page.Locator("#list").FocusAsync();
        await Page.Keyboard.PressAsync("End");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".detail-message")).ToHaveTextAsync("Event 199");
        var id = new Uri(Page.Url).Query.Split("event=")[1];

        await OpenAsync(ViewerSite.Hour($"&event={id}"));

        await Expect(Page.Locator(".detail-message")).ToHaveTextAsync("Event 199");
        await Expect(Page.Locator(".row[aria-selected=true] .row-message")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Back_button_restores_the_previous_view()
    {
        await Site.AppendAsync(ViewerSite.Line(1, "One") + ViewerSite.Line(2, "Two", "Error"));
        await OpenSearchAsync(ViewerSite.Hour());
        await Page.Locator(".chip.level-Error").ClickAsync();
        await HasRowsAsync(1);
        await Page.GetByText("Two", new() { Exact = true }).ClickAsync();
        await Expect(Page.Locator("#detail")).ToBeVisibleAsync();

        await Page.GoBackAsync();
        await Expect(Page.Locator("#detail")).ToBeHiddenAsync();
        await HasRowsAsync(1);
        await Page.GoBackAsync();

        await HasRowsAsync(2);
        await Expect(Page.Locator(".chip.level-Error")).ToHaveAttributeAsync("aria-pressed", "false");
    }

    [Fact]
    public async Task Objects_are_listed_by_day_and_verified_on_demand()
    {
        await Site.AppendAsync(ViewerSite.Line(1, "One") + ViewerSite.Line(2, "Two"));
        await Site.AppendAsync("{\"@t\":\"2026-03-01T07", "web-2");
        await OpenAsync("?page=objects");

        await Expect(Page.Locator(".day")).ToContainTextAsync("2026-03-01");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Verify logs/shop/20260301/web-1.clef" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Verify logs/shop/20260301/web-2.clef" }).ClickAsync();

        await Expect(Page.Locator(".verdict .is-good")).ToHaveTextAsync("Intact: 2 records, CRC-64 matches the store's");
        await Expect(Page.Locator(".verdict .is-bad")).ToContainTextAsync("Damaged");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Show the events of web-1 on 2026-03-01" }).ClickAsync();
        await HasRowsAsync(2);
    }
}
