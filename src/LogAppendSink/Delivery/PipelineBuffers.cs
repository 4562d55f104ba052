using LogAppendSink.Buffering;
using LogAppendSink.Spool;

namespace LogAppendSink.Delivery;

/// <summary>
/// What a pipeline delivers from: the buffer that its events go to, and the spools of processes that are no more, which come first.
/// </summary>
internal sealed class PipelineBuffers : IDisposable
{
    private readonly OpenSpool? _spool;
    private readonly MemoryBuffer? _memory;

    private PipelineBuffers(OpenSpool? spool, MemoryBuffer? memory, IReadOnlyList<OpenSpool> orphans, IReadOnlyList<DeliveryNotice> news)
    {
        _spool = spool;
        _memory = memory;
        Orphans = orphans;
        News = news;
        Current = (IRecordBuffer?)spool?.Buffer ?? memory!; // One of them is there.
    }

    /// <summary>Where events go.</summary>
    internal IRecordBuffer Current { get; }

    /// <summary>What is delivered first.</summary>
    internal IReadOnlyList<OpenSpool> Orphans { get; }

    /// <summary>What happened when they were opened.</summary>
    internal IReadOnlyList<DeliveryNotice> News { get; }

    /// <summary>The setting that bounds where events go.</summary>
    internal string LimitSetting => _spool is null ? nameof(OssAppendOptions.QueueLimitBytes) : nameof(OssAppendOptions.BufferSizeLimitBytes);

    /// <summary>The account of all of them. Thread-safe.</summary>
    internal AccountSnapshot Account => Orphans.Aggregate(Current.Account, (sum, orphan) => sum.Plus(orphan.Buffer.Account));

    internal static PipelineBuffers Open(OssAppendOptions options, PipelineEdges edges)
    {
        if (options.BufferPath is null)
            return new PipelineBuffers(spool: null, NewMemory(options, edges), [], []);

        var opener = new SpoolOpener(options, edges);
        if (opener.TryOpen(out var news) is not { } spool)
            return new PipelineBuffers(spool: null, NewMemory(options, edges), [], news);

        try
        {
            return new PipelineBuffers(spool, memory: null, opener.OpenOrphans(spool.News), []);
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    /// <summary>What happened to any of them since the last call.</summary>
    internal IReadOnlyList<DeliveryNotice> TakeNews() =>
        Orphans.Count == 0 ? Current.TakeNews() : [.. Current.TakeNews(), .. Orphans.SelectMany(orphan => orphan.Buffer.TakeNews())];

    /// <summary>Ends delivery from all of them.</summary>
    internal Leftover Leave(DropReason reason)
    {
        var leftover = Current.Leave(reason);
        var kept = Orphans.Sum(orphan => orphan.Buffer.Leave(reason).Count);
        return leftover.IsKept ? leftover with { Count = leftover.Count + kept } : leftover;
    }

    public void Dispose()
    {
        _spool?.Dispose();
        _memory?.Dispose();
        foreach (var orphan in Orphans)
            orphan.Dispose();
    }

    private static MemoryBuffer NewMemory(OssAppendOptions options, PipelineEdges edges) =>
        new(options.QueueLimitBytes, options.QueueFullMode, edges.Continuations, edges.Home);
}
