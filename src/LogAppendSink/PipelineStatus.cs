namespace LogAppendSink;

/// <summary>How a pipeline does, at one moment. <c>Accepted = Stored + Dropped + Pending</c>, always; <see cref="Refused"/> events are not among them.</summary>
public sealed record PipelineStatus
{
    /// <summary>The moment, by the pipeline's clock, which all other times here are of too.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>Events handed to the pipeline.</summary>
    public required long Accepted { get; init; }

    /// <summary>Of these, known to be stored.</summary>
    public required long Stored { get; init; }

    /// <summary>Of these, lost, by reason; reasons without a loss are left out.</summary>
    public required IReadOnlyDictionary<DropReason, long> DroppedByReason { get; init; }

    /// <summary>Of these, buffered or in flight.</summary>
    public required long Pending { get; init; }

    /// <summary>The size of the pending ones, in bytes of records.</summary>
    public required long PendingBytes { get; init; }

    /// <summary>Of the accepted, lost.</summary>
    public long Dropped => DroppedByReason.Values.Sum();

    /// <summary>
    /// Events lost before they could be accepted: neither they nor a marker in their place could be encoded, or they were logged from within
    /// delivery to be stored at once. They are not among <see cref="Accepted"/>.
    /// </summary>
    public required long Refused { get; init; }

    /// <summary>Appends stored.</summary>
    public required long StoredBatches { get; init; }

    /// <summary>Bytes stored, as they are in the objects.</summary>
    public required long StoredBytes { get; init; }

    /// <summary>How often another writer's bytes stood where ours should have gone.</summary>
    public required long Conflicts { get; init; }

    /// <summary>The object that is appended to; null before the first append.</summary>
    public required string? ObjectKey { get; init; }

    /// <summary>When the last batch was stored; null before the first.</summary>
    public required DateTimeOffset? LastStoredAt { get; init; }

    /// <summary>When the oldest pending event was accepted, the batch under way included; null when nothing is pending.</summary>
    public required DateTimeOffset? OldestPendingAt { get; init; }

    /// <summary>What delivery fails with at present, in words; null while it works.</summary>
    public required string? CurrentFailure { get; init; }

    /// <summary>When the first of the tries was that have failed in a row up to now; null while delivery works.</summary>
    public required DateTimeOffset? FailingSince { get; init; }

    /// <summary>What delivery failed with last, in words, also when it works again; null when it never did.</summary>
    public required string? LastFailure { get; init; }
}
