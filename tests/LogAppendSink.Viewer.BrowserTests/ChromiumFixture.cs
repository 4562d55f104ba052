using Microsoft.Playwright;
using Xunit;

namespace LogAppendSink.Viewer.BrowserTests;

/// <summary>One browser for all tests, with a separate profile for each.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    /// <summary>The path of the browser, if it is not the one of Debian.</summary>
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
            // Containers lack the system calls of the sandbox and have little shared memory. Only the viewer's page is opened.
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
