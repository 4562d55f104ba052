using System.Text;
using LogAppendSink.Appending;
using LogAppendSink.Buffering;
using LogAppendSink.Spool;
using LogAppendSink.Stores;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Tests.Spool;

/// <summary>A spool in a temporary directory, and its consecutive runs.</summary>
internal sealed class SpoolScenario : IDisposable
{
    internal static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    internal static readonly BatchLimits NoLimits = new(64 * 1024 * 1024, ObjectRollingInterval.Infinite);

    private readonly List<OpenSpool> _open = [];

    internal SpoolScenario(Action<OssAppendOptions>? change = null)
    {
        Options = new OssAppendOptions
        {
            Bucket = "acme-logs",
            BufferPath = Path.Combine(Path.GetTempPath(), $"spool-{Guid.NewGuid():N}"),
            BufferSizeLimitBytes = 1024 * 1024,
            BatchSizeLimitBytes = 64 * 1024,
            EventBodyLimitBytes = 16 * 1024,
        };
        change?.Invoke(Options);
    }

    internal OssAppendOptions Options { get; }

    internal ManualTimeProvider Time { get; } = new();

    internal string Root => Options.BufferPath!; // Set above.

    internal string Directory => Path.Combine(Root, "spool-001");

    internal string CheckpointPath => Path.Combine(Directory, CheckpointFile.FileName);

    internal ISpoolFileSystem Files { get; set; } = new DiskFileSystem();

    /// <summary>By default, background work runs synchronously on the caller's thread.</summary>
    internal TaskCreationOptions Continuations { get; set; } = TaskCreationOptions.None;

    /// <summary>Waits for room in a logging call.</summary>
    internal Action<object> WaitForRoom { get; set; } = static gate => Monitor.Wait(gate);

    internal PipelineEdges Edges => new(Time, new Random(1), _ => new MemoryObjectStore(new MemoryCloud()))
    {
        Continuations = Continuations,
        Files = Files,
        WaitForRoom = gate => WaitForRoom(gate),
    };

    /// <summary>The segments on disk, by name.</summary>
    internal IReadOnlyList<string> SegmentPaths => System.IO.Directory.Exists(Directory)
        ? [.. System.IO.Directory.GetFiles(Directory, "*.segment").Order(StringComparer.Ordinal)]
        : [];

    internal IReadOnlyList<string> DamagedPaths => System.IO.Directory.Exists(Path.Combine(Directory, "damaged"))
        ? [.. System.IO.Directory.GetFiles(Path.Combine(Directory, "damaged")).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Opens the spool for a run.</summary>
    internal OpenSpool Open()
    {
        var spool = TryOpen(out var refusals);
        return spool ?? throw new InvalidOperationException(string.Join(' ', refusals.Select(notice => notice.Message)));
    }

    internal OpenSpool? TryOpen(out IReadOnlyList<DeliveryNotice> refusals)
    {
        var spool = new SpoolOpener(Options, Edges).TryOpen(out refusals);
        if (spool is not null)
            _open.Add(spool);
        return spool;
    }

    /// <summary>Opens the spool for a run, and orphaned spools.</summary>
    internal (OpenSpool Spool, IReadOnlyList<OpenSpool> Orphans) OpenWithOrphans()
    {
        var opener = new SpoolOpener(Options, Edges);
        var spool = opener.TryOpen(out _) ?? throw new InvalidOperationException("No spool was opened.");
        var orphans = opener.OpenOrphans(spool.Notices);
        _open.AddRange([spool, .. orphans]);
        return (spool, orphans);
    }

    /// <summary>Disposes a spool with the scenario.</summary>
    internal void Own(OpenSpool spool) => _open.Add(spool);

    /// <summary>Ends a run like a crash: nothing more is written, and the lock is released.</summary>
    internal void Die(OpenSpool spool)
    {
        // Disposal only flushes, so a later run cannot distinguish it from a crash.
        _open.Remove(spool);
        spool.Dispose();
    }

    internal static bool Write(
        OpenSpool spool,
        string record,
        RecordLevel level = RecordLevel.Information,
        DateTimeOffset? acceptedAt = null) =>
        spool.Buffer.TryWrite(Encoding.UTF8.GetBytes(record), level, acceptedAt ?? Noon);

    internal static string TextOf(RecordBatch? batch) => batch is null ? "" : Encoding.UTF8.GetString(batch.Bytes);

    /// <summary>Takes and acknowledges all records.</summary>
    internal static string Drain(OpenSpool spool)
    {
        var text = new StringBuilder();
        while (spool.Buffer.TakeBatch(NoLimits) is { } batch)
        {
            text.Append(TextOf(batch));
            spool.Buffer.Acknowledge(batch);
        }

        return text.ToString();
    }

    /// <summary>Returns the intent of an append of a batch.</summary>
    internal static AppendIntent IntentOf(RecordBatch batch, string key = "logs/app.clef")
    {
        var name = new ObjectName(key, new RollPeriod(Noon.Date, Noon.Date.AddDays(1)), 3);
        var before = new ObjectEnd(100, ContentChecksum.Of(0xB4));
        var after = new ObjectEnd(100 + batch.LengthBytes, ContentChecksum.Of(0xAF7));
        return new AppendIntent(name, before, after, 0xC4C) { Records = batch.Records };
    }

    public void Dispose()
    {
        foreach (var spool in _open)
            spool.Dispose();
        if (System.IO.Directory.Exists(Root))
            System.IO.Directory.Delete(Root, recursive: true);
    }
}
