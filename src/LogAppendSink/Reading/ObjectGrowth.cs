namespace LogAppendSink.Reading;

/// <summary>The bytes that an object has grown by, as far as they are whole records or gzip members.</summary>
/// <param name="Key">The key of the object.</param>
/// <param name="Start">The place at which the bytes begin.</param>
/// <param name="End">The place after the bytes.</param>
/// <param name="Stored">The stored bytes, including damage. The last record of a plain object may have no line feed.</param>
/// <param name="IsGzip">Whether the object is compressed.</param>
internal sealed record ObjectGrowth(string Key, ReadPlace Start, ReadPlace End, byte[] Stored, bool IsGzip);
