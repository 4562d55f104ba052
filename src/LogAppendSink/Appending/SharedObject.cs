using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>What the writers of one process share about one object. Guarded by <see cref="ObjectRegistry.Gate"/>.</summary>
/// <param name="key">Its key.</param>
internal sealed class SharedObject(string key)
{
    /// <summary>The most claims of writers that are gone; the oldest is forgotten first.</summary>
    private const int AbandonedClaimsMax = 64;

    internal string Key => key;

    /// <summary>The writer whose turn it is: it may have an append in flight or in doubt.</summary>
    internal RegisteredWriter? Holder { get; set; }

    /// <summary>The writers that wait for their turn, in order.</summary>
    internal List<RegisteredWriter> Waiting { get; } = [];

    /// <summary>The appends of earlier runs, or of writers that are gone, which a spool has to settle.</summary>
    internal List<AppendClaim> Claims { get; } = [];

    /// <summary>The ranges that writers of this process have stored.</summary>
    internal StoredRanges Stored { get; } = new();

    /// <summary>When a writer of this process changed it last, by the registry's clock.</summary>
    internal long ChangedAt { get; set; }

    /// <summary>When a writer used it last, by the registry's clock.</summary>
    internal long UsedAt { get; set; }

    /// <summary>Where that change has left its end; null where that is not known.</summary>
    internal ObjectEnd? End { get; set; }

    internal bool IsIdle => Holder is null && Waiting.Count == 0 && Claims.Count == 0;

    internal bool HasAbandonedClaimsOnly =>
        Holder is null && Waiting.Count == 0 && Claims.Count > 0 && Claims.TrueForAll(claim => claim.Writer is null);

    internal bool IsClaimedBy(RegisteredWriter writer) => Claims.Exists(claim => claim.Writer == writer);

    internal bool IsClaimedByOthers(RegisteredWriter writer) => Claims.Exists(claim => claim.Writer != writer);

    internal void Claim(AppendClaim claim)
    {
        Claims.Add(claim);
        if (Claims.Count(kept => kept.Writer is null) > AbandonedClaimsMax)
            Claims.Remove(Claims.Find(kept => kept.Writer is null)!); // There are more than none.
    }
}
