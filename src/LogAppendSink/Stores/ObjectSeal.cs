namespace LogAppendSink.Stores;

/// <summary>An object that is sealed.</summary>
/// <param name="SealedAt">When it was sealed; null where the store does not say.</param>
internal sealed record ObjectSeal(DateTimeOffset? SealedAt);
