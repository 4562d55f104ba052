using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>A snapshot of delivery.</summary>
internal sealed record DeliveryProgress
{
    internal long StoredBytes { get; init; }

    internal long StoredBatches { get; init; }

    internal long Conflicts { get; init; }

    internal long Rolls { get; init; }

    internal string? ObjectKey { get; init; }

    internal DateTimeOffset? LastStoredAt { get; init; }

    internal StoreError? Failure { get; init; }

    internal DateTimeOffset? FailingSince { get; init; }

    internal StoreError? LastFailure { get; init; }
}
