using System.Text.Json;
using LogAppendSink.Emulator;
using LogAppendSink.Extensions.Logging.Tests.Support;
using LogAppendSink.Reading;
using LogAppendSink.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serilog;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests;

/// <summary>The provider in a container, with a store.</summary>
public sealed class OssAppendLoggerProviderTests
{
    [Fact]
    public async Task Host_sends_buffered_events_when_it_stops()
    {
        await using var emulator = await OssEmulator.StartAsync();
        using (var host = HostOver(emulator))
        {
            await host.StartAsync();
            for (var i = 0; i < 1_000; i++)
                host.Services.Logger().LogInformation("{Number}", i);
            await host.StopAsync();
        }

        var numbers = (await EventsAsync(emulator)).Where(e => e.TryGetProperty("Number", out _)).Select(
            e => e.GetProperty("Number").GetInt32());
        Assert.Equal(Enumerable.Range(0, 1_000), numbers);
    }

    [Fact]
    public async Task Host_stops_within_ShutdownTimeout_and_reports_the_loss_when_the_store_is_down()
    {
        var other = new ListProvider();
        var services = Services.Build(
            Services.Configuration("""{ "ShutdownTimeout": "00:00:00.1" }"""), logging => logging.AddProvider(other).AddOssAppend());
        services.Logger().LogInformation("lost");

        await services.DisposeAsync().AsTask().WithDeadline("the container to be disposed");

        Assert.Contains(other.LinesOf("LogAppendSink"), line => line.StartsWith(
            "Error: 1 event was still buffered when ShutdownTimeout (00:00:00.1000000) expired, and is lost.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Notices_are_logged_by_other_providers_but_not_stored()
    {
        var other = new ListProvider();
        await using var services = Services.Build(Services.Configuration(), logging => logging.AddProvider(other).AddOssAppend());

        services.Logger().LogInformation("one event");
        await other.HeardAsync("OSS cannot be reached").WithDeadline("the outage to be reported");

        Assert.Equal(1, services.Provider().Pipeline.Status.Accepted);
        Assert.All(other.LinesOf("LogAppendSink"), line => Assert.StartsWith("Error: ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Delivery_does_not_log_its_own_requests()
    {
        // All levels, with the framework's logging of HTTP clients enabled.
        await using var emulator = await OssEmulator.StartAsync();
        await using var services = new ServiceCollection()
            .AddHttpClient()
            .ConfigureHttpClientDefaults(_ => { })
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddOssAppend(Reaching(emulator)))
            .BuildServiceProvider();
        var pipeline = services.Provider().Pipeline;

        for (var i = 0; i < 3; i++)
        {
            services.Logger().LogInformation("m");
            await pipeline.FlushAsync().WithDeadline("the event to be stored");
        }

        Assert.Equal((3, 3), (pipeline.Status.Accepted, pipeline.Status.Stored));
    }

    [Fact]
    public async Task Two_hosts_in_one_process_share_nothing()
    {
        await using var emulator = await OssEmulator.StartAsync();
        using (var first = HostOver(emulator, options => options.ObjectKey = "first.clef"))
        using (var second = HostOver(emulator, options => options.ObjectKey = "second.clef"))
        {
            await Task.WhenAll(first.StartAsync(), second.StartAsync());
            using (first.Services.Logger().BeginScope("the first's"))
            {
                first.Services.Logger().LogInformation("in the first");
                second.Services.Logger().LogInformation("in the second");
            }

            await first.StopAsync();
            second.Services.Logger().LogInformation("the second continues");
            await second.StopAsync();
        }

        var ofFirst = (await EventsAsync(emulator, "first.clef")).Select(e => e.GetRawText()).ToList();
        var ofSecond = (await EventsAsync(emulator, "second.clef")).Select(e => e.GetRawText()).ToList();
        Assert.Contains(ofFirst, text => text.Contains("in the first", StringComparison.Ordinal));
        Assert.DoesNotContain(ofFirst, text => text.Contains("second", StringComparison.Ordinal));
        Assert.Contains(ofSecond, text => text.Contains("the second continues", StringComparison.Ordinal));
        Assert.DoesNotContain(ofSecond, text => text.Contains("first", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Front_ends_keep_their_order_in_a_shared_pipeline()
    {
        await using var emulator = await OssEmulator.StartAsync();
        var options = new OssAppendLoggerOptions();
        Reaching(emulator)(options);
        await using (var pipeline = LogPipeline.Create(options))
        {
            await using var services = new ServiceCollection().AddLogging(logging => logging.AddOssAppend(pipeline)).BuildServiceProvider();
            await using var serilog = new LoggerConfiguration().WriteTo.OssAppend(pipeline).CreateLogger();
            for (var i = 0; i < 10; i += 2)
            {
                services.Logger().LogInformation("{Number}", i);
                serilog.Information("{Number}", i + 1);
            }
        }

        Assert.Equal(Enumerable.Range(0, 10), (await EventsAsync(emulator)).Select(e => e.GetProperty("Number").GetInt32()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // whichever call comes first
    public async Task Shared_pipeline_is_used_and_not_disposed(bool isFirst)
    {
        await using var emulator = await OssEmulator.StartAsync();
        var options = new OssAppendLoggerOptions();
        Reaching(emulator)(options);
        await using var pipeline = LogPipeline.Create(options);

        await using (var services = new ServiceCollection()
            .AddLogging(logging => (
                isFirst ? logging.AddOssAppend(pipeline).AddOssAppend() : logging.AddOssAppend().AddOssAppend(pipeline)).AddOssAppend())
            .BuildServiceProvider())
        {
            Assert.Same(pipeline, services.Provider().Pipeline);
            services.Logger().LogInformation("m");
        }

        Assert.True(pipeline.TryWrite("still open\n"u8, RecordLevel.Information));
        await pipeline.FlushAsync().WithDeadline("both events to be stored");
        Assert.Equal(2, pipeline.Status.Stored);
    }

    [Fact]
    public void Unknown_formatter_name_is_refused_with_a_shared_pipeline()
    {
        using var own = Services.Build(Services.Configuration(), logging => logging.AddOssAppend());
        using var services = Services.Build(
            Services.Configuration("""{ "FormatterName": "xml" }"""), logging => logging.AddOssAppend(own.Provider().Pipeline));

        var error = Assert.Throws<OptionsValidationException>(() => services.Logger());

        Assert.Equal("FormatterName is 'xml'; set it to clef or text.", error.Message);
    }

    [Fact]
    public async Task Text_format_is_used_when_configured()
    {
        await using var emulator = await OssEmulator.StartAsync();
        await using (var services = new ServiceCollection()
            .AddLogging(logging => logging.AddOssAppend(Reaching(emulator)).AddOssAppend(
                options => (options.FormatterName, options.ObjectKey) = ("Text", "app.log")))
            .BuildServiceProvider())
        {
            services.Logger().LogWarning("Hello, {Name}", "you");
        }

        Assert.EndsWith(" [WRN] Acme: Hello, you\n", await TextAsync(emulator, "app.log"), StringComparison.Ordinal);
    }

    [Fact]
    public void Category_has_one_logger_and_disposal_can_be_repeated()
    {
        using var services = Services.Build(Services.Configuration(), logging => logging.AddOssAppend());
        using var provider = services.Provider();

        Assert.Same(provider.CreateLogger("A"), provider.CreateLogger("A"));
        provider.Dispose();
        provider.CreateLogger("A").LogInformation("after the end");

        Assert.Equal(1, provider.Pipeline.Status.DroppedByReason[DropReason.Closed]);
    }

    private static IHost HostOver(OssEmulator emulator, Action<OssAppendLoggerOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Logging.AddOssAppend(Reaching(emulator));
        if (configure is not null)
            builder.Logging.AddOssAppend(configure);
        return builder.Build();
    }

    private static Action<OssAppendLoggerOptions> Reaching(OssEmulator emulator) => options =>
    {
        options.Endpoint = emulator.Endpoint.ToString();
        options.Region = emulator.Options.Region;
        options.Bucket = emulator.Options.Buckets[0];
        options.AccessKeyId = emulator.Options.AccessKeyId;
        options.AccessKeySecret = emulator.Options.AccessKeySecret;
        options.ObjectKey = "app.clef";
        options.RollingInterval = ObjectRollingInterval.Infinite;
    };

    private static async Task<IReadOnlyList<JsonElement>> EventsAsync(OssEmulator emulator, string key = "app.clef") =>
        (await TextAsync(emulator, key)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(
            line => JsonDocument.Parse(line).RootElement).ToList();

    private static async Task<string> TextAsync(OssEmulator emulator, string key)
    {
        var options = new OssAppendLoggerOptions();
        Reaching(emulator)(options);
        using var catalog = ObjectCatalog.Open(options);
        var lengthBytes = await catalog.GetLengthAsync(key) ?? 0;
        var bytes = await catalog.ReadAsync(key, 0, checked((int)lengthBytes));
        return System.Text.Encoding.UTF8.GetString(bytes!.Value.Span); // The object is not deleted during the test.
    }
}
