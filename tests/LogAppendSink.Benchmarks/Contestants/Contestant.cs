using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Formatting.Json;
using Serilog.Sinks.OssAppend;
using Serilog.Sinks.OssAppend.Encoding;
using Serilog.Sinks.PeriodicBatching;

namespace LogAppendSink.Benchmarks.Contestants;

/// <summary>One of those that are compared.</summary>
/// <param name="Name">Its name on the command line and in the table.</param>
/// <param name="Open">Opens what a run's events go to.</param>
internal sealed record Contestant(string Name, Func<Place, ITarget> Open)
{
    internal const string Memory = "oss-append";
    internal const string Spool = "oss-append-spool";
    internal const string Gzip = "oss-append-gzip";
    internal const string Logging = "oss-append-mel";
    internal const string Batching = "oss-append-batching";
    internal const string Periodic = "oss-append-periodicbatching";
    internal const string Encode = "encode-and-discard";
    internal const string File = "serilog-file";
    internal const string FileBuffered = "serilog-file-buffered";
    internal const string FileAsync = "serilog-async-file";
    internal const string NLog = "nlog-async-file";
    internal const string Null = "no-sink";
    internal const string AwayMemory = "away-memory";
    internal const string AwaySpoolProcess = "away-spool-process";
    internal const string AwaySpoolInterval = "away-spool-interval";

    /// <summary>What stands beside ours in each benchmark: making the events and no more, and the usual file sinks.</summary>
    internal static readonly IReadOnlyList<string> Usual = [Null, FileBuffered, File, FileAsync, NLog];

    private static readonly Contestant[] All =
    [
        new(Null, _ => OfSink(new NullSink(), count: null)),
        new(Encode, _ => Encoding()),
        new(Memory, place => Shipping(place, _ => { })),
        new(Spool, place => Shipping(place, options => options.BufferPath = place.File("spool"))),
        new(Gzip, place => Shipping(place, options => options.Compression = RecordCompression.Gzip, suffix: ".gz")),
        new(Batching, place => Queueing(place, (settings, configuration) =>
            configuration.WriteTo.OssAppend(settings, batching: new BatchingOptions { QueueLimit = null }))),
        new(Periodic, place => Queueing(place, (settings, configuration) => configuration.WriteTo.Sink(
            new PeriodicBatchingSink(new OssAppendBatchedSink(settings), new PeriodicBatchingSinkOptions { QueueLimit = null })))),
        new(Logging, ShippingLogging),
        new(FileBuffered, place => ToFile(place, isBuffered: true)),
        new(File, place => ToFile(place, isBuffered: false)),
        new(FileAsync, place => new SerilogTarget(
            Configuration().WriteTo.Async(sinks => sinks.File(new JsonFormatter(), place.File("log"), buffered: true, fileSizeLimitBytes: null), blockWhenFull: true).CreateLogger(),
            () => CountLines(place.File("log")))),
        new(NLog, place => new NLogTarget(place.File("log"))),
        new(AwayMemory, place => Away(place, options => options.QueueLimitBytes = 4L << 30)),
        new(AwaySpoolProcess, place => Away(place, options => OnDisk(options, place, BufferDurability.Process))),
        new(AwaySpoolInterval, place => Away(place, options => OnDisk(options, place, BufferDurability.Interval))),
    ];

    internal static Contestant Named(string name) =>
        All.FirstOrDefault(contestant => contestant.Name == name) ?? throw new ArgumentException($"Unknown contestant '{name}'. The contestants are {string.Join(", ", All.Select(contestant => contestant.Name))}.", nameof(name));

    private static LoggerConfiguration Configuration() => new LoggerConfiguration().MinimumLevel.Debug();

    private static SerilogTarget OfSink(ILogEventSink sink, Func<long>? count) =>
        new(Configuration().WriteTo.Sink(sink).CreateLogger(), () => Task.FromResult((count?.Invoke() ?? -1, 0L)));

    private static SerilogTarget Encoding()
    {
        var discard = new Discard();
        return OfSink(new OssAppendSink(discard, new ClefEventEncoder()), () => discard.Count);
    }

    private static SerilogTarget Shipping(Place place, Action<OssAppendOptions> configure, string suffix = "")
    {
        var logger = Configuration().WriteTo.OssAppend(options =>
        {
            place.Configure(options);
            configure(options);
        }).CreateLogger();
        return new(logger, () => place.StoredAsync(suffix));
    }

    /// <summary>A queue of events before the buffer. Neither waits for room, so both have more than they can need: nothing may be dropped.</summary>
    private static SerilogTarget Queueing(Place place, Func<Action<OssAppendOptions>, LoggerConfiguration, LoggerConfiguration> writeTo)
    {
        void Settings(OssAppendOptions options)
        {
            place.Configure(options);
            options.QueueLimitBytes = 4L << 30;
        }

        return new(writeTo(Settings, Configuration()).CreateLogger(), () => place.StoredAsync());
    }

    private static LoggingTarget ShippingLogging(Place place) => new(
        logging => logging.AddOssAppend(options => place.Configure(options)),
        () => place.StoredAsync());

    private static SerilogTarget ToFile(Place place, bool isBuffered) => new(
        Configuration().WriteTo.File(new JsonFormatter(), place.File("log"), buffered: isBuffered, fileSizeLimitBytes: null).CreateLogger(),
        () => CountLines(place.File("log")));

    private static SerilogTarget Away(Place place, Action<OssAppendOptions> configure)
    {
        var options = (place with { Endpoint = null }).Options();
        configure(options);
        var pipeline = LogPipeline.Create(options);
        return new(Configuration().WriteTo.OssAppend(pipeline).CreateLogger(), () =>
        {
            var status = pipeline.Status;
            pipeline.Dispose();
            return Task.FromResult((status.Accepted - status.Dropped, status.PendingBytes));
        });
    }

    private static void OnDisk(OssAppendOptions options, Place place, BufferDurability durability)
    {
        options.BufferPath = place.File("spool");
        options.BufferSizeLimitBytes = 4L << 30;
        options.BufferDurability = durability;
    }

    private static Task<(long Lines, long Bytes)> CountLines(string path) => Task.FromResult((System.IO.File.ReadLines(path).LongCount(), new FileInfo(path).Length));
}
