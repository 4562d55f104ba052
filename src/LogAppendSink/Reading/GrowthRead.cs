using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>The result of reading an object from the position on that a follower has reached.</summary>
/// <param name="Bytes">The memory that was read into; valid until the next read.</param>
/// <param name="WindowBytes">How many of the bytes are before the position.</param>
/// <param name="Range">How many of the bytes are filled, or why none are.</param>
internal readonly record struct GrowthRead(ReadOnlyMemory<byte> Bytes, int WindowBytes, StoreResult<ObjectRange> Range);
