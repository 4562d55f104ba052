using Microsoft.Playwright;
using Xunit;

namespace LogAppendSink.Viewer.BrowserTests;

/// <summary>One browser for all tests; each has a profile of its own in it.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    /// <summary>Names the browser where it is not Debian's.</summary>
    private const string PathVariable = "CHROMIUM";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal IBrowser Browser => _browser ?? throw new InvalidOperationException("The browser has not been started.");

    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable(PathVariable) ?? "/usr/bin/chromium",
            // Containers have neither what the sandbox needs nor much shared memory; only our own page is opened.
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
