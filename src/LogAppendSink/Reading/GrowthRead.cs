using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>The result of reading an object from a follower's position on.</summary>
/// <param name="Bytes">The bytes that were read; valid until the next read.</param>
/// <param name="WindowBytes">How many of the bytes are before the position.</param>
/// <param name="Range">How many bytes were read, or the error.</param>
internal readonly record struct GrowthRead(ReadOnlyMemory<byte> Bytes, int WindowBytes, StoreResult<ObjectRange> Range);
