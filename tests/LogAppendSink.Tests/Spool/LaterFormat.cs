using System.Buffers.Binary;
using LogAppendSink.Checksums;
using LogAppendSink.Spool;

namespace LogAppendSink.Tests.Spool;

/// <summary>Changes the format version of a page to a later one.</summary>
internal static class LaterFormat
{
    internal static void Make(Span<byte> page, int checksumAt, uint knownVersion = SegmentFormat.Version)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(page[8..], knownVersion + 1);
        BinaryPrimitives.WriteUInt32LittleEndian(page[checksumAt..], Crc32C.Append(0, page[..checksumAt]));
    }
}
