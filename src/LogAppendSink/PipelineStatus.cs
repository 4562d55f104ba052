namespace LogAppendSink;

/// <summary>
/// A snapshot of a pipeline. <c>Accepted = Stored + Dropped + Pending</c>, always; <see cref="Refused"/> events are not included.
/// </summary>
public sealed record PipelineStatus
{
    /// <summary>The time of the snapshot. All times here are from the pipeline's clock.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>Events handed to the pipeline.</summary>
    public required long Accepted { get; init; }

    /// <summary>Accepted events that are confirmed as stored.</summary>
    public required long Stored { get; init; }

    /// <summary>Accepted events that are lost, by reason. Reasons without a loss are omitted.</summary>
    public required IReadOnlyDictionary<DropReason, long> DroppedByReason { get; init; }

    /// <summary>Accepted events that are buffered or in flight.</summary>
    public required long Pending { get; init; }

    /// <summary>The size of the pending events, in bytes of encoded records.</summary>
    public required long PendingBytes { get; init; }

    /// <summary>Accepted events that are lost, for any reason.</summary>
    public long Dropped => DroppedByReason.Values.Sum();

    /// <summary>
    /// Events lost before they could be accepted: neither they nor a marker in their place could be encoded, or they were logged from
    /// within delivery to be stored at once. <see cref="Accepted"/> does not include them.
    /// </summary>
    public required long Refused { get; init; }

    /// <summary>Appends stored.</summary>
    public required long StoredBatches { get; init; }

    /// <summary>Bytes stored in objects, after compression.</summary>
    public required long StoredBytes { get; init; }

    /// <summary>Appends that were rejected because another writer had appended first.</summary>
    public required long Conflicts { get; init; }

    /// <summary>The key of the current object; null before the first append.</summary>
    public required string? ObjectKey { get; init; }

    /// <summary>The time when the last batch was stored; null before the first.</summary>
    public required DateTimeOffset? LastStoredAt { get; init; }

    /// <summary>The time when the oldest pending event was accepted, including the batch in flight; null if nothing is pending.</summary>
    public required DateTimeOffset? OldestPendingAt { get; init; }

    /// <summary>The current failure, as text; null while delivery works.</summary>
    public required string? CurrentFailure { get; init; }

    /// <summary>The time of the first failed attempt of the current outage; null while delivery works.</summary>
    public required DateTimeOffset? FailingSince { get; init; }

    /// <summary>The last failure, as text, even if delivery works again; null if there never was one.</summary>
    public required string? LastFailure { get; init; }
}
