using System.Net;
using System.Text.RegularExpressions;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.EndToEnd;

public sealed partial class SampleTests
{
    [Fact]
    public async Task Web_app_stores_and_shows_clicks_and_loses_nothing_at_its_exit()
    {
        const int bursts = 2;
        await using var rig = await Rig.StartAsync();
        await using (var app = StartWebApp(rig))
        {
            using var http = new HttpClient { BaseAddress = await AddressAsync(app) };

            Assert.Equal(HttpStatusCode.OK, (await http.PostAsync("/shop/orders", content: null)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await http.PostAsync("/shop/rarities", content: null)).StatusCode);
            Assert.Equal(HttpStatusCode.InternalServerError, (await http.PostAsync("/shop/checkout", content: null)).StatusCode);
            await SeeOnTheLogPageAsync(http, "level=Error", "The payment terminal is on fire.");
            Assert.Contains("<title>", await http.GetStringAsync("/logs"), StringComparison.Ordinal);
            Assert.Contains("logs/tea-shop/", await http.GetStringAsync("/logs/api/objects"), StringComparison.Ordinal);
            Assert.Contains("\"oss-append\":{\"status\":\"Healthy\"", await http.GetStringAsync("/health"), StringComparison.Ordinal);
            Assert.Contains("\"objectKey\":\"logs/tea-shop/", await http.GetStringAsync("/status"), StringComparison.Ordinal);

            for (var burst = 0; burst < bursts; burst++)
                Assert.Equal(HttpStatusCode.OK, (await http.PostAsync("/shop/burst", content: null)).StatusCode);
            Assert.Equal(0, await app.TerminateAsync());
        }

        var events = await rig.ReadEventsAsync("logs/tea-shop/");
        var leaves = events.Where(e => e.TryGetProperty("Leaf", out _)).Select(e => e.GetProperty("Leaf").GetInt32());
        Assert.Equal(Enumerable.Repeat(Enumerable.Range(1, 10_000), bursts).SelectMany(leaf => leaf), leaves);
        Assert.Single(events, e => e.TryGetProperty("@l", out var level) && level.GetString() == "Warning");

        // Of both front ends, in the same object.
        Assert.Contains(events, e => e.GetProperty("SourceContext").GetString() == "TeaShop");
        Assert.Contains(events, e => e.GetProperty("SourceContext").GetString() == "WebApp.RequestLogging");
        Assert.DoesNotContain(events, e => e.TryGetProperty("RequestPath", out var path) && path.GetString() is "/health" or "/status");
        Assert.Single(events, e => e.TryGetProperty("@x", out var exception) && exception.GetString()!.Contains("No answer from the terminal.", StringComparison.Ordinal)); // @x is text.
    }

    [Fact]
    public async Task Web_app_stores_every_accepted_event_when_it_is_terminated_under_load()
    {
        await using var rig = await Rig.StartAsync();
        var answered = 0;
        await using (var app = StartWebApp(rig))
        {
            using var http = new HttpClient { BaseAddress = await AddressAsync(app) };
            var load = Enumerable.Range(0, 4).Select(async _ =>
            {
                try
                {
                    (await http.PostAsync("/shop/burst", content: null)).EnsureSuccessStatusCode();
                    while (true)
                    {
                        (await http.PostAsync("/shop/orders", content: null)).EnsureSuccessStatusCode();
                        Interlocked.Increment(ref answered);
                    }
                }
                catch (HttpRequestException)
                {
                    // The process has exited.
                }
            }).ToList();
            await SeeOnTheLogPageAsync(http, "where=OrderNumber%3D20", "\"OrderNumber\":20,");

            Assert.Equal(0, await app.TerminateAsync());
            await Task.WhenAll(load).WithDeadline("the load to end");
        }

        // Each response was sent after its event was logged. Each of the four clients may have one more event, whose response was lost.
        var orders = (await rig.ReadEventsAsync("logs/tea-shop/")).Where(e => e.TryGetProperty("OrderNumber", out _)).Select(e => e.GetProperty("OrderNumber").GetInt32()).Order().ToList();
        Assert.InRange(orders.Count, answered, answered + 4);
        Assert.Equal(Enumerable.Range(1, orders.Count), orders);
    }

    [Fact]
    public async Task Web_app_starts_and_serves_when_its_store_is_away()
    {
        await using var rig = await Rig.StartAsync();
        var environment = new Dictionary<string, string>(rig.StoreEnvironment) { ["OSS_ENDPOINT"] = "http://127.0.0.1:9" };
        await using var app = ChildProcess.Start("samples/WebApp", environment, "--urls", "http://127.0.0.1:0");
        using var http = new HttpClient { BaseAddress = await AddressAsync(app) };

        Assert.Equal(HttpStatusCode.OK, (await http.PostAsync("/shop/burst", content: null)).StatusCode);

        await app.LineAsync("the outage to be reported", line => line.Contains("OSS cannot be reached for the HEAD of 'logs/tea-shop/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ten_lines_of_the_readme_store_their_event()
    {
        await using var rig = await Rig.StartAsync();
        await using var quickStart = ChildProcess.Start("samples/QuickStart", rig.StoreEnvironment);

        Assert.Equal(0, await quickStart.ExitAsync());

        var stored = Assert.Single(await rig.ReadEventsAsync());
        Assert.Equal("Hello, {Name}!", stored.GetProperty("@mt").GetString());
    }

    private static ChildProcess StartWebApp(Rig rig) => ChildProcess.Start("samples/WebApp", rig.StoreEnvironment, "--urls", "http://127.0.0.1:0");

    private static async Task<Uri> AddressAsync(ChildProcess app)
    {
        var line = await app.LineAsync("the shop to open", line => line.StartsWith("The shop is at ", StringComparison.Ordinal));
        return new Uri(AddressPattern().Match(line).Value);
    }

    private static async Task SeeOnTheLogPageAsync(HttpClient http, string query, string text)
    {
        using var reader = new StreamReader(await http.GetStreamAsync($"/logs/api/tail?{query}"));
        await FindAsync(reader, text).WithDeadline($"'{text}' on the log page");
    }

    private static async Task FindAsync(StreamReader reader, string text)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
                return;
        }

        throw new EndOfStreamException("The stream of the log page ended.");
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex AddressPattern();
}
