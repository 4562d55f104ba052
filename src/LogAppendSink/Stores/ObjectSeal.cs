using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>The seal of an object.</summary>
/// <param name="SealedAt">When the object was sealed; null if the store does not return it.</param>
[Experimental(ExperimentalApi.Store)]
public sealed record ObjectSeal(DateTimeOffset? SealedAt);
