namespace LogAppendSink.TestSupport.Stores;

/// <summary>A request that a <see cref="MemoryObjectStore"/> has seen.</summary>
/// <param name="Operation"><c>append</c>, <c>head</c> or <c>read</c>.</param>
/// <param name="Key">The object.</param>
/// <param name="Position">Where; 0 for a head.</param>
/// <param name="Fault">What went wrong with it.</param>
internal sealed record StoreCall(string Operation, string Key, long Position, StoreFault Fault)
{
    /// <summary>The size of an append.</summary>
    internal long LengthBytes { get; init; }
}
