namespace LogAppendSink.TestSupport.Stores;

/// <summary>A request that a <see cref="MemoryObjectStore"/> received.</summary>
/// <param name="Operation"><c>append</c>, <c>head</c> or <c>read</c>.</param>
/// <param name="Key">The object.</param>
/// <param name="Position">The position; 0 for a HEAD.</param>
/// <param name="Fault">The fault of the request.</param>
internal sealed record StoreCall(string Operation, string Key, long Position, StoreFault Fault)
{
    /// <summary>The size of the append, in bytes.</summary>
    internal long LengthBytes { get; init; }
}
