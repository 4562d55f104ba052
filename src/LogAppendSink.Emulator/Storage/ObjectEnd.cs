namespace LogAppendSink.Emulator.Storage;

/// <summary>The end of an object: everything that an append changes.</summary>
/// <param name="Sequence">Counts the changes of this content, from 1.</param>
/// <param name="LengthBytes">The length, which is the position of the next append.</param>
/// <param name="Crc64">Checksum of the whole object.</param>
/// <param name="LastModified">UTC, whole milliseconds.</param>
internal readonly record struct ObjectEnd(long Sequence, long LengthBytes, ulong Crc64, DateTimeOffset LastModified);
