using System.Globalization;
using System.Text;
using LogAppendSink.Emulator;
using LogAppendSink.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;

namespace LogAppendSink.Viewer.BrowserTests;

/// <summary>An emulator, an application with the viewer, and loggers that write what it shows. All of them communicate over HTTP.</summary>
internal sealed class ViewerSite : IAsyncDisposable
{
    /// <summary>The path of the page. It is not the usual one, so that a test fails if the page assumes that.</summary>
    internal const string Path = "/ops/shop/logs";

    /// <summary>The time of the first event of <see cref="Line"/>.</summary>
    internal static readonly DateTimeOffset Start = new(2026, 3, 1, 7, 0, 0, TimeSpan.Zero);

    private WebApplication? _app;
    private int _port;

    private ViewerSite(OssEmulator emulator) => Emulator = emulator;

    internal OssEmulator Emulator { get; }

    internal string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}{Path}/");

    internal static async Task<ViewerSite> StartAsync()
    {
        var site = new ViewerSite(await OssEmulator.StartAsync());
        await site.StartViewerAsync();
        return site;
    }

    /// <summary>The address of a view of the hour that begins at <see cref="Start"/>.</summary>
    internal static string Hour(string more = "") => $"?from={Start:yyyy-MM-ddTHH:mm:ssZ}&to={Start.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}{more}";

    /// <summary>A CLEF line so many seconds after <see cref="Start"/>; <paramref name="more"/> has further members, each after a comma.</summary>
    internal static string Line(double second, string message, string level = "Information", string more = "") =>
        $"{{\"@t\":\"{Start.AddSeconds(second):yyyy-MM-ddTHH:mm:ss.fffffffZ}\",\"@mt\":\"{message}\"{(level == "Information" ? "" : $",\"@l\":\"{level}\"")}{more}}}\n";

    /// <summary>Appends lines to the log of a host on the day of <see cref="Start"/>.</summary>
    internal Task AppendAsync(string lines, string host = "web-1") =>
        Emulator.AppendDirectAsync(Emulator.Options.Buckets[0], $"logs/shop/20260301/{host}.clef", Encoding.UTF8.GetBytes(lines));

    /// <summary>Creates a logger as an application does.</summary>
    internal Logger CreateLogger() => new LoggerConfiguration()
        .MinimumLevel.Verbose()
        .WriteTo.OssAppend(options =>
        {
            SetStore(options);
            options.BufferingTimeLimit = TimeSpan.FromMilliseconds(20);
        })
        .CreateLogger();

    internal async Task StartViewerAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}"));
        builder.Logging.ClearProviders();
        _app = builder.Build();
        var store = new OssAppendOptions();
        SetStore(store);
        _app.MapOssLogViewer(Path, options => options.Store = store);
        await _app.StartAsync().WithDeadline("the viewer's start");
        _port = new Uri(_app.Urls.Single()).Port;
    }

    internal async Task StopViewerAsync()
    {
        if (_app is null)
            return;
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _app = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopViewerAsync();
        await Emulator.DisposeAsync();
    }

    private void SetStore(OssAppendOptions options)
    {
        options.Endpoint = Emulator.Endpoint.ToString();
        options.Region = Emulator.Options.Region;
        options.Bucket = Emulator.Options.Buckets[0];
        options.AccessKeyId = Emulator.Options.AccessKeyId;
        options.AccessKeySecret = Emulator.Options.AccessKeySecret;
        options.Application = "shop";
    }
}
