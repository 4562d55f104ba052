using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>What came of reading an object from the place on that a follower has reached.</summary>
/// <param name="Bytes">Room for what was asked for, as much of it filled as the answer says; valid until the next reading.</param>
/// <param name="WindowBytes">How many of the bytes stand before the place.</param>
/// <param name="Answer">What the store said.</param>
internal readonly record struct GrowthRead(ReadOnlyMemory<byte> Bytes, int WindowBytes, RangeAnswer Answer);
