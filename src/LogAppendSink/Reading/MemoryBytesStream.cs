using System.Runtime.InteropServices;

namespace LogAppendSink.Reading;

/// <summary>A stream over bytes in an array, without copying them.</summary>
internal sealed class MemoryBytesStream : MemoryStream
{
    private MemoryBytesStream(ArraySegment<byte> segment)
        : base(segment.Array!, segment.Offset, segment.Count, writable: false) // A segment that was got has an array.
    {
    }

    internal MemoryBytesStream(ReadOnlyMemory<byte> bytes)
        : this(MemoryMarshal.TryGetArray(bytes, out var segment) ? segment : bytes.ToArray())
    {
    }
}
