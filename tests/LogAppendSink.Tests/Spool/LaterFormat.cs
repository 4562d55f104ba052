using System.Buffers.Binary;
using LogAppendSink.Checksums;
using LogAppendSink.Spool;

namespace LogAppendSink.Tests.Spool;

/// <summary>Makes a page what a later release would have written.</summary>
internal static class LaterFormat
{
    internal static void Make(Span<byte> page, int checksumAt, uint knownVersion = SegmentFormat.Version)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(page[8..], knownVersion + 1);
        BinaryPrimitives.WriteUInt32LittleEndian(page[checksumAt..], Crc32C.Append(0, page[..checksumAt]));
    }
}
