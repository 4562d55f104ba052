using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Serilog.Core;
using Xunit;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace LogAppendSink.Viewer.BrowserTests;

public class ManyRowsTests(ChromiumFixture chromium, ITestOutputHelper output) : BrowserTest(chromium)
{
    private const int QueryRowLimit = 100_000;
    private const int LiveRowLimit = 50_000;

    // Times of frames while the list scrolls from its beginning to its end, in 120 steps.
    private const string ScrollThrough = """
        async () => {
          const list = document.getElementById("list"), times = [], rows = [];
          for (let step = 0; step <= 120; step++) {
            list.scrollTop = (list.scrollHeight - list.clientHeight) * step / 120;
            const from = performance.now();
            await new Promise(drawn => requestAnimationFrame(() => setTimeout(drawn)));
            times.push(performance.now() - from);
            rows.push(document.querySelectorAll(".row").length);
          }
          times.sort((a, b) => a - b);
          return [times[60], times[114], times[120], Math.max(...rows)];
        }
        """;

    // The time from a click until its result is drawn: on a row, which opens, and on the button that follows new events again.
    private const string ClickToFrame = """
        async () => {
          const times = [];
          const click = async (node, isDone) => {
            const from = performance.now();
            // Posted to the message loop, as a user's click is: it waits for the page's current work.
            await new Promise(clicked => { const channel = new MessageChannel(); channel.port1.onmessage = () => { node().click(); clicked(); }; channel.port2.postMessage(0); });
            await new Promise(drawn => requestAnimationFrame(() => setTimeout(drawn)));
            if (!isDone()) throw new Error("The click changed nothing.");
            times.push(performance.now() - from);
          };
          const opened = () => new URLSearchParams(location.search).get("event");
          for (let round = 0; round < 30; round++) {
            const before = opened();
            await new Promise(waited => setTimeout(waited, 90 + round));
            await click(() => [...document.querySelectorAll(".row")].find(row => row.dataset.number % 30 === round) ?? document.querySelector(".row"), () => opened() !== before && document.querySelector(".detail-message"));
            await new Promise(waited => setTimeout(waited, 90 + round));
            await click(() => document.getElementById("below"), () => document.getElementById("below").hidden);
          }
          times.sort((a, b) => a - b);
          return [times[30], times[57], times[59]];
        }
        """;

    [Fact]
    public async Task Few_rows_are_in_the_document_when_the_list_has_a_hundred_thousand()
    {
        await AppendAsync(QueryRowLimit + 20_000);
        await OpenSearchAsync(ViewerSite.Hour());
        var more = Page.Locator("#more");
        for (var rows = 20_000; rows < QueryRowLimit; rows += 20_000)
        {
            await more.ClickAsync();
            await Expect(Rows.First).ToHaveAttributeAsync("aria-setsize", (rows + 20_000).ToString(CultureInfo.InvariantCulture), new() { Timeout = 60_000 });
            await SearchedAsync();
        }

        var figures = await Page.EvaluateAsync<double[]>(ScrollThrough);

        output.WriteLine($"Scrolling through 100,000 rows, a frame: median {figures[0]:0.0} ms, 95th percentile {figures[1]:0.0} ms, longest {figures[2]:0.0} ms; at most {figures[3]} rows in the document.");
        Assert.InRange(figures[3], 1, 100);
        await Expect(Page.GetByText("Event 99999", new() { Exact = true })).ToBeVisibleAsync();

        await more.ClickAsync(); // Beyond the limit, the oldest rows are removed.
        await SearchedAsync();
        await Page.Locator("#list").FocusAsync();
        await Page.Keyboard.PressAsync("End");
        await Expect(Page.GetByText("Event 119999", new() { Exact = true })).ToBeVisibleAsync();
        Assert.InRange(await KeptAsync(), 1, QueryRowLimit);
    }

    [Fact]
    public async Task Live_view_of_many_events_responds_to_clicks_and_keeps_its_limit()
    {
        await using var logger = Site.CreateLogger();
        await OpenAsync();
        await HasStateAsync("Live");

        using var stop = new CancellationTokenSource();
        var logging = Task.Run(() => LogAsync(logger, eventsPerSecond: 2000, stop.Token));
        await Expect(Page.Locator("#status-text")).ToContainTextAsync(new Regex("^[2-9],\\d{3} events"), new() { Timeout = 30_000 });
        var figures = await Page.EvaluateAsync<double[]>(ClickToFrame);
        await stop.CancelAsync();
        var logged = await logging;

        output.WriteLine($"Click to change at 2,000 events/s: median {figures[0]:0.0} ms, 95th percentile {figures[1]:0.0} ms, longest {figures[2]:0.0} ms ({logged} events logged).");
        // Faster than any screen, and more than the limit.
        for (var i = logged; i < LiveRowLimit + 20_000; i++)
            logger.Information("Event {Number}", i);
        await Expect(Page.Locator("#status-text")).ToContainTextAsync(new Regex("^the newest [45]\\d,\\d{3} of [67]\\d,\\d{3} events"), new() { Timeout = 120_000 });
        Assert.InRange(await KeptAsync(), 1, LiveRowLimit);
        output.WriteLine($"Memory of the page's scripts with {await KeptAsync()} rows kept: {await MegabytesAsync():0} MB.");
    }

    [Fact]
    public async Task Long_pause_keeps_a_bounded_number_of_events_and_misses_none()
    {
        await using var logger = Site.CreateLogger();
        await OpenAsync();
        await HasStateAsync("Live");

        await Page.Locator("#pause").ClickAsync();
        for (var i = 0; i < 25_000; i++)
            logger.Information("Event {Number}", i);
        await Expect(Page.Locator("#state")).ToHaveTextAsync(new Regex("^Paused, 1\\d,\\d{3}\\+ new$"), new() { Timeout = 60_000 });
        await Page.Locator("#pause").ClickAsync();

        await Expect(Page.Locator("#status-text")).ToHaveTextAsync("25,000 events", new() { Timeout = 60_000 });
        await Expect(Page.GetByText("Event 24999", new() { Exact = true })).ToBeVisibleAsync();
    }

    private Task<int> KeptAsync() => Page.EvaluateAsync<int>("Number(document.querySelector('.row').getAttribute('aria-setsize'))");

    private async Task<double> MegabytesAsync()
    {
        var session = await Page.Context.NewCDPSessionAsync(Page);
        await session.SendAsync("HeapProfiler.collectGarbage");
        var usage = await session.SendAsync("Runtime.getHeapUsage");
        return usage!.Value.GetProperty("usedSize").GetDouble() / 1e6; // Chromium always responds.
    }

    private async Task AppendAsync(int events)
    {
        var lines = new StringBuilder();
        for (var i = 0; i < events; i++)
            lines.Append(ViewerSite.Line(i * 3599.0 / events, string.Create(CultureInfo.InvariantCulture, $"Event {i}"), more: ",\"RequestPath\":\"/tea/silver-needle\",\"Elapsed\":12.5,\"StatusCode\":200,\"SourceContext\":\"Acme.Shop.Requests\""));
        await Site.AppendAsync(lines.ToString());
    }

    private static async Task<int> LogAsync(Logger logger, int eventsPerSecond, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        var logged = 0;
        while (!stop.IsCancellationRequested)
        {
            for (var due = (int)(clock.GetElapsedTime(started).TotalSeconds * eventsPerSecond); logged < due; logged++)
                logger.Information("HTTP {Method} {Path} responded {StatusCode} in {Elapsed} ms, event {Number}", "GET", "/tea/silver-needle", 200, 12.5, logged);
            try
            {
                await timer.WaitForNextTickAsync(stop);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        return logged;
    }
}
