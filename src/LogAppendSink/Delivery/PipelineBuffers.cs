using LogAppendSink.Buffering;
using LogAppendSink.Spool;

namespace LogAppendSink.Delivery;

/// <summary>
/// The buffers of a pipeline: the one that receives its events, and the orphaned spools, which are delivered first.
/// </summary>
internal sealed class PipelineBuffers : IDisposable
{
    private readonly object _gate = new();
    private readonly SpoolOpener? _opener;
    private readonly OpenSpool? _spool;
    private readonly MemoryBuffer? _memory;

    // Guarded by the gate: the current orphans, replaced as a whole, and the account of the delivered ones.
    private IReadOnlyList<OpenSpool> _orphans;
    private AccountSnapshot? _delivered;
    private bool _isDisposed;

    private PipelineBuffers(
        SpoolOpener? opener,
        OpenSpool? spool,
        MemoryBuffer? memory,
        IReadOnlyList<OpenSpool> orphans,
        IReadOnlyList<DeliveryNotice> notices)
    {
        _opener = opener;
        _orphans = orphans;
        _spool = spool;
        _memory = memory;
        OpeningNotices = notices;
        Current = (IRecordBuffer?)spool?.Buffer ?? memory!; // One of them is set.
    }

    /// <summary>The buffer that receives events.</summary>
    internal IRecordBuffer Current { get; }

    /// <summary>The directory of the spool that receives events; null for memory.</summary>
    internal string? CurrentPath => _spool?.Path;

    /// <summary>The orphaned spools, and those set aside. Thread-safe.</summary>
    internal IReadOnlyList<OpenSpool> Orphans
    {
        get
        {
            lock (_gate)
                return _orphans;
        }
    }

    /// <summary>The notices of opening them.</summary>
    internal IReadOnlyList<DeliveryNotice> OpeningNotices { get; }

    /// <summary>The name of the setting that limits the current buffer.</summary>
    internal string LimitSetting =>
        _spool is null ? nameof(OssAppendOptions.QueueLimitBytes) : nameof(OssAppendOptions.BufferSizeLimitBytes);

    /// <summary>The account of all buffers. Thread-safe.</summary>
    internal AccountSnapshot Account
    {
        get
        {
            lock (_gate)
            {
                var sum = _orphans.Aggregate(Current.Account, (sum, orphan) => sum.Plus(orphan.Buffer.Account));
                return _delivered is { } delivered ? sum.Plus(delivered) : sum;
            }
        }
    }

    internal static PipelineBuffers Open(OssAppendOptions options, PipelineEdges edges)
    {
        if (options.BufferPath is null)
            return new PipelineBuffers(opener: null, spool: null, NewMemory(options, edges), [], []);

        var opener = new SpoolOpener(options, edges);
        if (opener.TryOpen(out var notices) is not { } spool)
            return new PipelineBuffers(opener: null, spool: null, NewMemory(options, edges), [], notices);

        try
        {
            return new PipelineBuffers(opener, spool, memory: null, opener.OpenOrphans(spool.Notices, [spool]), []);
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    /// <summary>Returns the notices of all buffers since the last call.</summary>
    internal IReadOnlyList<DeliveryNotice> TakeNotices() => Orphans is { Count: > 0 } orphans
        ? [.. Current.TakeNotices(), .. orphans.SelectMany(orphan => orphan.Buffer.TakeNotices())]
        : Current.TakeNotices();

    /// <summary>Opens new orphans. Only for the delivery task, like the methods below.</summary>
    internal IReadOnlyList<OpenSpool> AdoptOrphans()
    {
        if (_opener is null || _spool is null)
            return [];

        var adopted = _opener.OpenOrphans(_spool.Notices, [_spool, .. Orphans]);
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _orphans = [.. _orphans, .. adopted];
                return adopted;
            }
        }

        // Shutdown has completed before the disk responded. Other processes adopt them.
        foreach (var late in adopted)
            late.Dispose();
        return [];
    }

    /// <summary>Sets the unresolved append of a spool aside.</summary>
    /// <returns>Its new spool; null if the disk fails.</returns>
    internal OpenSpool? TrySetAside(SpoolBuffer from)
    {
        if (_opener is null || _spool is null || _opener.TrySetAside(from, _spool.Notices) is not var (copy, count))
            return null;

        // In one step, so that no event is in both accounts or in none.
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _orphans = [.. _orphans, copy];
                from.MoveOut(count);
                return copy;
            }
        }

        // The original still has the append. With the copy next to it, other processes might store it twice.
        copy.DisposeAndEmpty();
        return null;
    }

    /// <summary>The directory of an open spool.</summary>
    internal string PathOf(SpoolBuffer buffer) =>
        new[] { _spool }.Concat(Orphans).FirstOrDefault(spool => spool?.Buffer == buffer)?.Path
        ?? throw new InvariantBrokenException("Broken rule: an append that is set aside is in a spool of this pipeline.");

    /// <summary>Removes a delivered orphan and keeps its account.</summary>
    internal void Forget(OpenSpool orphan)
    {
        lock (_gate)
        {
            var account = orphan.Buffer.Account;
            _delivered = _delivered?.Plus(account) ?? account;
            _orphans = [.. _orphans.Where(other => other != orphan)];
        }
    }

    /// <summary>Ends delivery from all buffers.</summary>
    internal Leftover Leave(DropReason reason)
    {
        var leftover = Current.Leave(reason);
        var kept = Orphans.Sum(orphan => orphan.Buffer.Leave(reason).Count);
        return leftover.IsKept ? leftover with { Count = leftover.Count + kept } : leftover;
    }

    public void Dispose()
    {
        IReadOnlyList<OpenSpool> orphans;
        lock (_gate)
        {
            _isDisposed = true;
            orphans = _orphans;
        }

        _spool?.Dispose();
        _memory?.Dispose();
        foreach (var orphan in orphans)
            orphan.Dispose();
    }

    private static MemoryBuffer NewMemory(OssAppendOptions options, PipelineEdges edges) =>
        new(options.QueueLimitBytes, options.QueueFullMode, edges.Continuations, edges.Home) { WaitForRoom = edges.WaitForRoom };
}
