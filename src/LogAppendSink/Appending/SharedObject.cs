using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>The state that the writers of one process share about one object. Guarded by <see cref="ObjectRegistry.Gate"/>.</summary>
/// <param name="key">The key of the object.</param>
internal sealed class SharedObject(string key)
{
    /// <summary>The maximum number of claims of disposed writers. The oldest is removed first.</summary>
    private const int AbandonedClaimsMax = 64;

    internal string Key => key;

    /// <summary>The writer whose turn it is: it may have an append in flight or in doubt.</summary>
    internal RegisteredWriter? Holder { get; set; }

    /// <summary>The writers that wait for their turn, in order.</summary>
    internal List<RegisteredWriter> Waiting { get; } = [];

    /// <summary>The appends in doubt that a spool must settle, from earlier runs or disposed writers.</summary>
    internal List<AppendClaim> Claims { get; } = [];

    /// <summary>The ranges that writers of this process have stored.</summary>
    internal StoredRanges Stored { get; } = new();

    /// <summary>The last time a writer of this process changed the object, by the registry's clock.</summary>
    internal long ChangedAt { get; set; }

    /// <summary>The last time a writer used the object, by the registry's clock.</summary>
    internal long UsedAt { get; set; }

    /// <summary>The end of the object after the change at <see cref="ChangedAt"/>; null if unknown.</summary>
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
            Claims.Remove(Claims.Find(kept => kept.Writer is null)!); // At least one exists: the count is above AbandonedClaimsMax.
    }
}
