using System.Text.RegularExpressions;
using LogAppendSink.TestSupport;
using Microsoft.Playwright;
using Xunit;

namespace LogAppendSink.Viewer.BrowserTests;

/// <summary>Base of the tests of the page: a site, a page, and a check that the browser reported no error.</summary>
[Collection(BrowserCollection.Name)]
public abstract class BrowserTest(ChromiumFixture chromium) : IAsyncLifetime
{
    private ViewerSite? _site;
    private IBrowserContext? _context;
    private IPage? _page;

    internal ViewerSite Site => _site ?? throw new InvalidOperationException("The site has not been started.");

    internal IPage Page => _page ?? throw new InvalidOperationException("The page has not been opened.");

    /// <summary>Errors of scripts, and what the content security policy has blocked.</summary>
    internal List<string> Complaints { get; } = [];

    /// <summary>
    /// Texts of the rows in the document, from the top. The page draws rows in an animation frame, after it has shown the state of the search.
    /// </summary>
    internal Task<string[]> MessagesAsync() => Page.EvaluateAsync<string[]>(
        """
        () => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn))).then(() =>
            [...document.querySelectorAll('.row')]
                .sort((a, b) => a.dataset.number - b.dataset.number)
                .map(row => row.querySelector('.row-message').textContent))
        """);

    internal ILocator Rows => Page.Locator(".row");

    public async Task InitializeAsync()
    {
        _site = await ViewerSite.StartAsync();
        await OpenContextAsync(new BrowserNewContextOptions());
    }

    public async Task DisposeAsync()
    {
        if (_context is not null)
            await _context.DisposeAsync();
        if (_site is not null)
            await _site.DisposeAsync();
        Assert.Empty(Complaints);
    }

    /// <summary>Opens another window, for example with another size or colour scheme.</summary>
    internal async Task OpenContextAsync(BrowserNewContextOptions options)
    {
        if (_context is not null)
            await _context.DisposeAsync();
        options.TimezoneId = "Europe/Berlin";
        options.ViewportSize ??= new ViewportSize { Width = 1280, Height = 800 };
        _context = await chromium.Browser.NewContextAsync(options);
        _context.SetDefaultTimeout((float)Deadline.Default.TotalMilliseconds);
        _page = await _context.NewPageAsync();
        _page.PageError += (_, error) => Complaints.Add(error);
        _page.Console += (_, message) =>
        {
            // Failed requests are reported here too, and are part of some tests.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                Complaints.Add(message.Text);
        };
    }

    internal Task OpenAsync(string view = "") => Page.GotoAsync(Site.Address + view);

    /// <summary>Waits until a search has ended.</summary>
    internal async Task OpenSearchAsync(string view)
    {
        await OpenAsync(view);
        await SearchedAsync();
    }

    internal Task SearchedAsync() => Assertions.Expect(Page.Locator("#status-text")).ToHaveTextAsync(new Regex(" in \\d+ m?s$"), new() { Timeout = 30_000 });

    internal Task HasStateAsync(string text) => Assertions.Expect(Page.Locator("#state")).ToHaveTextAsync(text, new() { Timeout = 30_000 });

    internal Task HasRowsAsync(int count) => Assertions.Expect(Rows).ToHaveCountAsync(count, new() { Timeout = 30_000 });
}
