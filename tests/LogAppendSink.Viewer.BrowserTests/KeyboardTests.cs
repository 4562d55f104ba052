using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace LogAppendSink.Viewer.BrowserTests;

public class KeyboardTests(ChromiumFixture chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Events_are_selected_opened_and_closed_with_keys_only()
    {
        await Site.AppendAsync(ViewerSite.Line(1, "One") + ViewerSite.Line(2, "Two") + ViewerSite.Line(3, "Three"));
        await OpenSearchAsync(ViewerSite.Hour());

        await Page.Keyboard.PressAsync("j");
        await Page.Keyboard.PressAsync("ArrowDown");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".detail-message")).ToHaveTextAsync("Two");
        await Page.Keyboard.PressAsync("j");
        await Expect(Page.Locator(".detail-message")).ToHaveTextAsync("Three");
        await Page.Keyboard.PressAsync("Escape");

        await Expect(Page.Locator("#detail")).ToBeHiddenAsync();
        await Expect(Page.Locator("#list")).ToBeFocusedAsync();
        await Expect(Page.GetByRole(AriaRole.Listbox, new() { Name = "Events" }).GetByRole(AriaRole.Option, new() { Selected = true })).ToHaveAttributeAsync("aria-label", new Regex("Information web-1: Three"));
        Assert.Equal(await Page.Locator("#list").GetAttributeAsync("aria-activedescendant"), await Page.Locator(".row[aria-selected=true]").GetAttributeAsync("id"));
    }

    [Fact]
    public async Task Search_is_entered_and_left_with_keys_only()
    {
        await Site.AppendAsync(ViewerSite.Line(1, "One") + ViewerSite.Line(2, "Two"));
        await OpenSearchAsync(ViewerSite.Hour());

        await Page.Keyboard.PressAsync("/");
        await Page.Keyboard.TypeAsync("tw");
        await Page.Keyboard.PressAsync("Enter");
        await HasRowsAsync(1);
        await Page.Keyboard.PressAsync("Escape");
        await Page.Keyboard.PressAsync("j");
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page.Locator(".detail-message")).ToHaveTextAsync("Two");
    }

    [Fact]
    public async Task Every_control_has_a_name_and_is_reachable_with_Tab()
    {
        await Site.AppendAsync(ViewerSite.Line(1, "One", more: ",\"A\":1"));
        await OpenSearchAsync(ViewerSite.Hour());
        await Page.GetByText("One", new() { Exact = true }).ClickAsync();
        await Page.Locator("body").PressAsync("Tab");

        var nameless = await Page.EvaluateAsync<string[]>("""
            [...document.querySelectorAll("button, input, select, a, [role]")].filter(node => node.checkVisibility() && node.getAttribute("role") !== "presentation")
              .filter(node => !(node.ariaLabel || node.textContent.trim() || node.labels?.[0]?.textContent.trim() || node.id === "announcement" || node.role === "alert" || node.role === "status" || node.ariaLabelledByElements?.length))
              .map(node => node.outerHTML)
            """);
        var unreachable = await Page.EvaluateAsync<int>("[...document.querySelectorAll('button, input, select, a')].filter(node => node.tabIndex < 0).length");

        Assert.Empty(nameless);
        Assert.Equal(0, unreachable);
    }

    [Fact]
    public async Task Help_lists_the_keys()
    {
        await OpenAsync();
        await HasStateAsync("Live");

        await Page.Keyboard.PressAsync("?");
        await Expect(Page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard" })).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Escape");

        await Expect(Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
    }
}
