using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>An object that is sealed.</summary>
/// <param name="SealedAt">When it was sealed; null where the store does not say.</param>
[Experimental(ExperimentalApi.Store)]
public sealed record ObjectSeal(DateTimeOffset? SealedAt);
