using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>One page of the objects whose keys begin with a prefix.</summary>
/// <param name="Objects">The objects, in the byte order of their keys.</param>
/// <param name="Continuation">Requests the next page; null on the last page.</param>
[Experimental(ExperimentalApi.Store)]
public sealed record ObjectPage(IReadOnlyList<ObjectEntry> Objects, string? Continuation);
