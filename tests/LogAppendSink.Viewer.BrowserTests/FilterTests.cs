using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace LogAppendSink.Viewer.BrowserTests;

public class FilterTests(ChromiumFixture chromium) : BrowserTest(chromium)
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Fact]
    public async Task Levels_are_selected_one_by_one()
    {
        await OpenShopAsync();

        await Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Error") }).ClickAsync();
        await SearchedAsync();
        await HasRowsAsync(1);
        await Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Debug") }).ClickAsync();
        await SearchedAsync();

        await HasRowsAsync(2);
        Assert.Equal(["Cache hit", "Payment failed"], await MessagesAsync());
        Assert.EndsWith("&level=Debug,Error", Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_search_ignores_case_and_marks_matches()
    {
        await OpenShopAsync();

        await Page.Locator("#q").FillAsync("PAYMENT");
        await Page.Keyboard.PressAsync("Enter");
        await HasRowsAsync(1);

        await Expect(Page.Locator(".row mark")).ToHaveTextAsync("Payment");
    }

    [Fact]
    public async Task Condition_selects_events_by_property()
    {
        await OpenShopAsync();

        await Page.Locator("#where").FillAsync("Elapsed > 100 and Path like '/TEA%'");
        await Page.Keyboard.PressAsync("Enter");

        await HasRowsAsync(1);
        Assert.Equal(["Slow request"], await MessagesAsync());
    }

    [Theory]
    [InlineData("", "Elapsed > 100 und Path = 1", "und")]
    [InlineData("&level=Debug,Error", "Elapsed > 100 und Path = 1", "und")]
    [InlineData("&level=Debug,Error", "a = 1 or b == %", "%")]
    public async Task Invalid_condition_is_shown_at_its_position(string levels, string condition, string wrong)
    {
        await OpenAsync(ViewerSite.Hour(levels));

        await Page.Locator("#where").FillAsync(condition);
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page.Locator("#where-trouble")).ToContainTextAsync("character");
        await Expect(Page.Locator(".wrong-place")).ToHaveTextAsync(wrong);
        await Expect(Page.Locator("#where")).ToHaveAttributeAsync("aria-invalid", "true");
    }

    [Fact]
    public async Task Invalid_condition_is_shown_in_the_live_view()
    {
        await OpenAsync("?where=Elapsed+%3E");

        await Expect(Page.Locator("#where-trouble")).ToContainTextAsync("character");
        await HasStateAsync("Stopped");
    }

    [Fact]
    public async Task Host_is_selected_from_the_existing_ones()
    {
        await Site.AppendAsync(ViewerSite.Line(1, "Of one"), "web-1");
        await Site.AppendAsync(ViewerSite.Line(2, "Of two"), "web-2");
        await OpenSearchAsync(ViewerSite.Hour("&host=web-2"));

        Assert.Equal(["Of two"], await MessagesAsync());
        Assert.Equal("web-2", await Page.Locator("#host").InputValueAsync());
    }

    [Fact]
    public async Task Property_is_added_to_the_filter()
    {
        await OpenShopAsync();
        await Page.GetByText("Order placed").ClickAsync();

        await Page.GetByRole(AriaRole.Button, new() { Name = "Filter: Customer.Name = 'O''Hara'" }).ClickAsync();
        await SearchedAsync();
        await HasRowsAsync(1);
        await Page.GetByText("Order placed").ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Filter: Total != 42.5" }).ClickAsync();

        await Expect(Page.GetByText("No event in this time range matches the filter.")).ToBeVisibleAsync();
        Assert.Equal("Customer.Name = 'O''Hara' and Total != 42.5", await Page.Locator("#where").InputValueAsync());
    }

    [Fact]
    public async Task Numbers_keep_their_digits_in_properties_filters_and_copies()
    {
        await Site.AppendAsync(ViewerSite.Line(1, "One", more: ",\"OrderId\":9007199254740993,\"Price\":1.10") + ViewerSite.Line(2, "Other", more: ",\"OrderId\":9007199254740992"));
        await OpenSearchAsync(ViewerSite.Hour());
        await Page.GetByText("One", new() { Exact = true }).ClickAsync();
        await Expect(Page.Locator(".properties .value")).ToContainTextAsync(["9007199254740993", "1.10"]);

        await Page.EvaluateAsync("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Copy JSON" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Filter: OrderId = 9007199254740993" }).ClickAsync();
        await SearchedAsync();

        Assert.Contains("\"OrderId\": 9007199254740993,\n    \"Price\": 1.10", await Page.EvaluateAsync<string>("window.copied"), StringComparison.Ordinal);
        await HasRowsAsync(1);
        Assert.Equal(["One"], await MessagesAsync());
    }

    [Fact]
    public async Task Name_is_quoted_in_the_filter_when_it_is_not_an_identifier()
    {
        await Site.AppendAsync(ViewerSite.Line(1, "One", more: ",\"service.name\":\"shop\",\"a b\":{\"it's\":1}"));
        await OpenSearchAsync(ViewerSite.Hour());
        await Page.GetByText("One", new() { Exact = true }).ClickAsync();

        await Page.GetByRole(AriaRole.Button, new() { Name = "Filter: @p['service.name'] = 'shop'" }).ClickAsync();
        await SearchedAsync();
        await Page.GetByText("One", new() { Exact = true }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Filter: @p['a b']['it''s'] = 1" }).ClickAsync();
        await SearchedAsync();

        await HasRowsAsync(1);
    }

    [Fact]
    public async Task Event_of_another_writer_is_shown_with_its_own_level_and_without_a_time()
    {
        await Site.AppendAsync(ViewerSite.Line(1, "Dated", "Notice") + "{\"@t\":\"?\",\"@m\":\"Undated\",\"@l\":\"crit\"}\n");
        await OpenSearchAsync(ViewerSite.Hour());

        await HasRowsAsync(2);
        await Expect(Page.Locator(".row-level")).ToHaveTextAsync(["Notice", "crit"]);
        await Expect(Page.Locator(".row-time").Nth(1)).ToHaveTextAsync("–");
        await Page.GetByText("Undated", new() { Exact = true }).ClickAsync();
        await Expect(Page.Locator(".detail-head")).ToContainTextAsync("no time");
        await Expect(Page.Locator("#trouble")).ToContainTextAsync("Events without a readable time: 1.");
    }

    [Fact]
    public async Task Complete_trace_is_shown_regardless_of_the_filter()
    {
        await OpenShopAsync("&level=Error");
        await Page.GetByText("Payment failed").ClickAsync();

        await Page.GetByRole(AriaRole.Button, new() { Name = "Show trace" }).ClickAsync();
        await SearchedAsync();

        Assert.Equal(["Order placed", "Payment failed"], await MessagesAsync());
        Assert.Contains($"trace={TraceId}", Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Framework_frames_are_collapsed()
    {
        await OpenShopAsync();
        await Page.GetByText("Payment failed").ClickAsync();

        await Expect(Page.Locator(".exception")).ToContainTextAsync("at Acme.Pay()");
        await Expect(Page.GetByText("at System.Threading.Tasks.Task.Execute()")).ToBeHiddenAsync();
        await Page.GetByText("2 framework frames").ClickAsync();

        await Expect(Page.GetByText("at System.Threading.Tasks.Task.Execute()")).ToBeVisibleAsync();
    }

    private async Task OpenShopAsync(string more = "")
    {
        await Site.AppendAsync(
            ViewerSite.Line(1, "Cache hit", "Debug") +
            ViewerSite.Line(2, "Order placed", more: $",\"@tr\":\"{TraceId}\",\"Customer\":{{\"Name\":\"O'Hara\"}},\"Total\":42.5") +
            ViewerSite.Line(3, "Slow request", "Warning", ",\"Elapsed\":250.5,\"Path\":\"/tea/gyokuro\"") +
            ViewerSite.Line(4, "Request", more: ",\"Elapsed\":2.5,\"Path\":\"/tea/gyokuro\"") +
            ViewerSite.Line(5, "Payment failed", "Error", $",\"@tr\":\"{TraceId}\",\"@x\":\"System.TimeoutException: late\\n   at Acme.Pay()\\n   at System.Threading.Tasks.Task.Execute()\\n   at Microsoft.Run()\""));
        await OpenSearchAsync(ViewerSite.Hour(more));
    }
}
