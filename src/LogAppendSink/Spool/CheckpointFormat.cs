using System.Buffers.Binary;
using System.Text;
using LogAppendSink.Appending;
using LogAppendSink.Checksums;
using LogAppendSink.Stores;

namespace LogAppendSink.Spool;

/// <summary>
/// The format of the checkpoint file: two slots written alternately, each with two pages of the same content. So neither a torn write nor a
/// damaged page loses the newest checkpoint. Integers are little-endian.
/// <code>
///   0  u64  "LASCHKP\n"                              64  u128 its checksum
///   8  u32  version of the format: 1 to 3            80  i64  end after the append: length
///  12  u32  bytes used of this page                  88  u64  1 if its checksum is known
///  16  i64  generation                               96  u128 its checksum
///  24  i64  delivered through (record number)       112  u64  CRC-64 of the body
///  32  i64  delivered bytes                         120  i64  first record of the body
///  40  u64  1 if an append is in flight             128  i64  the record after its last one
///  48  i64  end before the append: length           136  i64  start of the object's period (ticks, UTC)
///  56  u64  1 if its checksum is known              144  i64  end of the period (ticks, UTC)
///                                                   152  i64  number of the object in its period
/// 160  u32  length of the bucket's name, in UTF-8 · 164  u32  length of the key
/// 168       both names; in version 2 at 224, in version 3 at 328
///   …  u32  CRC-32C of all the above
///
/// Version 2 is used if the append before that one is acknowledged but unconfirmed. It adds that append:
/// 168  i64  end before it: length                  200  u64  CRC-64 of the body
/// 176  u64  1 if its checksum is known             208  i64  first record of the body
/// 184  u128 its checksum                           216  i64  the record after its last one
///
/// Version 3 is used if the store may still apply earlier requests to the same position instead, with other bytes or more records. It has
/// the fields of version 2, or zeros, and adds those requests:
/// 224  i64  their number, up to 4; then for each, the latest first:
///           i64 length of the end after it · u64 CRC-64 of the body · i64 the record after its last one
/// </code>
/// </summary>
internal static class CheckpointFormat
{
    internal const int PageBytes = 4096;
    internal const int Slots = 2;
    internal const int PagesPerSlot = 2;
    internal const int SlotBytes = PageBytes * PagesPerSlot;
    internal const int FileBytes = SlotBytes * Slots;

    private const ulong Magic = 0x0A504B484353414C;

    // The lowest version that can hold the checkpoint is written, so that earlier releases can read it.
    private const uint VersionOfOne = 1;
    private const uint VersionOfTwo = 2;
    private const uint VersionOfContenders = 3;
    private const int UnconfirmedAt = 168;
    private const int UnconfirmedBytes = 56;
    private const int ContendersAt = UnconfirmedAt + UnconfirmedBytes;
    private const int ContenderBytes = 24;
    private const int EarlierContendersMax = AppendWriter.ContendersMax - 1;

    /// <summary>Writes both pages of a slot.</summary>
    internal static void Write(Span<byte> slot, Checkpoint checkpoint)
    {
        var page = slot[..PageBytes];
        page.Clear();
        var key = checkpoint.Intent?.Name.Key ?? "";
        var version = checkpoint.Intent is { Earlier: not null } ? VersionOfContenders
            : checkpoint.Intent?.Unconfirmed is null ? VersionOfOne
            : VersionOfTwo;
        var namesAt = NamesAt(version);
        var bucketBytes = Encoding.UTF8.GetBytes(checkpoint.Bucket, page[namesAt..]);
        var keyBytes = Encoding.UTF8.GetBytes(key, page[(namesAt + bucketBytes)..]);
        var usedBytes = namesAt + bucketBytes + keyBytes;

        BinaryPrimitives.WriteUInt64LittleEndian(page, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(page[8..], version);
        BinaryPrimitives.WriteInt32LittleEndian(page[12..], usedBytes + sizeof(uint));
        BinaryPrimitives.WriteInt64LittleEndian(page[16..], checkpoint.Generation);
        BinaryPrimitives.WriteInt64LittleEndian(page[24..], checkpoint.DeliveredThrough);
        BinaryPrimitives.WriteInt64LittleEndian(page[32..], checkpoint.DeliveredBytes);
        BinaryPrimitives.WriteInt32LittleEndian(page[160..], bucketBytes);
        BinaryPrimitives.WriteInt32LittleEndian(page[164..], keyBytes);
        if (checkpoint.Intent is { } intent)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(page[40..], 1);
            WriteEnd(page[48..], intent.Before);
            WriteEnd(page[80..], intent.After);
            BinaryPrimitives.WriteUInt64LittleEndian(page[112..], intent.BodyCrc64);
            BinaryPrimitives.WriteInt64LittleEndian(page[120..], intent.Records.First);
            BinaryPrimitives.WriteInt64LittleEndian(page[128..], intent.Records.Next);
            BinaryPrimitives.WriteInt64LittleEndian(page[136..], intent.Name.Period.Start.UtcTicks);
            BinaryPrimitives.WriteInt64LittleEndian(page[144..], intent.Name.Period.End.UtcTicks);
            BinaryPrimitives.WriteInt64LittleEndian(page[152..], intent.Name.Index);
            if (intent.Unconfirmed is { } unconfirmed)
                WriteUnconfirmed(page[UnconfirmedAt..], unconfirmed, intent);
            if (version >= VersionOfContenders)
                WriteContenders(page[ContendersAt..], intent);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(page[usedBytes..], Crc32C.Append(0, page[..usedBytes]));
        page.CopyTo(slot[PageBytes..]);
    }

    /// <summary>Reads one page.</summary>
    /// <returns>The checkpoint; null if it is missing or damaged.</returns>
    /// <exception cref="SpoolFormatException">The page has a later format version.</exception>
    internal static Checkpoint? TryRead(ReadOnlySpan<byte> page, string path)
    {
        if (page.Length < PageBytes || BinaryPrimitives.ReadUInt64LittleEndian(page) != Magic)
            return null;

        var usedBytes = BinaryPrimitives.ReadInt32LittleEndian(page[12..]) - sizeof(uint);
        if (usedBytes < 16 || usedBytes > PageBytes - sizeof(uint))
            return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(page[usedBytes..]) != Crc32C.Append(0, page[..usedBytes]))
            return null;

        var version = BinaryPrimitives.ReadUInt32LittleEndian(page[8..]);
        SpoolFormatException.ThrowIfNewer(version, VersionOfContenders, path);
        var namesAt = NamesAt(version);
        var bucketBytes = BinaryPrimitives.ReadInt32LittleEndian(page[160..]);
        var keyBytes = BinaryPrimitives.ReadInt32LittleEndian(page[164..]);
        return new Checkpoint(
            Generation: BinaryPrimitives.ReadInt64LittleEndian(page[16..]),
            DeliveredThrough: BinaryPrimitives.ReadInt64LittleEndian(page[24..]),
            DeliveredBytes: BinaryPrimitives.ReadInt64LittleEndian(page[32..]),
            Bucket: Encoding.UTF8.GetString(page.Slice(namesAt, bucketBytes)),
            Intent: BinaryPrimitives.ReadUInt64LittleEndian(page[40..]) == 0
                ? null
                : ReadIntent(page, Encoding.UTF8.GetString(page.Slice(namesAt + bucketBytes, keyBytes)), version));
    }

    private static int NamesAt(uint version) => version switch
    {
        VersionOfOne => UnconfirmedAt,
        VersionOfTwo => ContendersAt,
        _ => ContendersAt + sizeof(long) + (EarlierContendersMax * ContenderBytes),
    };

    private static AppendIntent ReadIntent(ReadOnlySpan<byte> page, string key, uint version)
    {
        var period = new RollPeriod(ReadTime(page[136..]), ReadTime(page[144..]));
        var intent = new AppendIntent(
            new ObjectName(key, period, (int)BinaryPrimitives.ReadInt64LittleEndian(page[152..])),
            Before: ReadEnd(page[48..]),
            After: ReadEnd(page[80..]),
            BodyCrc64: BinaryPrimitives.ReadUInt64LittleEndian(page[112..]))
        {
            Records = new RecordRange(
                BinaryPrimitives.ReadInt64LittleEndian(page[120..]), BinaryPrimitives.ReadInt64LittleEndian(page[128..])),
        };
        var unconfirmed = version < VersionOfTwo ? null : ReadUnconfirmed(page[UnconfirmedAt..], intent);
        if (version == VersionOfTwo || unconfirmed?.Records != default(RecordRange))
            intent = intent with { Unconfirmed = unconfirmed };
        return version < VersionOfContenders ? intent : intent with { Earlier = ReadContenders(page[ContendersAt..], intent) };
    }

    private static void WriteContenders(Span<byte> at, AppendIntent intent)
    {
        Invariant.Holds(
            intent.Contenders <= AppendWriter.ContendersMax,
            "A checkpoint has room for all requests that compete for a position.");
        BinaryPrimitives.WriteInt64LittleEndian(at, intent.Contenders - 1);
        at = at[sizeof(long)..];
        for (var earlier = intent.Earlier; earlier is not null; earlier = earlier.Earlier, at = at[ContenderBytes..])
        {
            BinaryPrimitives.WriteInt64LittleEndian(at, earlier.After.LengthBytes);
            BinaryPrimitives.WriteUInt64LittleEndian(at[8..], earlier.BodyCrc64);
            BinaryPrimitives.WriteInt64LittleEndian(at[16..], earlier.Records.Next);
        }
    }

    private static AppendIntent? ReadContenders(ReadOnlySpan<byte> at, AppendIntent intent)
    {
        AppendIntent? earlier = null;
        for (var number = Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(at), 0, EarlierContendersMax); number > 0; number--)
        {
            // The oldest, which is written last, is the innermost. It needs no checksum: the object's bytes show whether it was applied.
            var one = at[(int)(sizeof(long) + ((number - 1) * ContenderBytes))..];
            earlier = new AppendIntent(
                intent.Name,
                intent.Before,
                After: new ObjectEnd(BinaryPrimitives.ReadInt64LittleEndian(one), ContentChecksum.None),
                BodyCrc64: BinaryPrimitives.ReadUInt64LittleEndian(one[8..]))
            {
                Records = new RecordRange(intent.Records.First, BinaryPrimitives.ReadInt64LittleEndian(one[16..])),
                Earlier = earlier,
            };
        }

        return earlier;
    }

    private static void WriteUnconfirmed(Span<byte> at, AppendIntent unconfirmed, AppendIntent intent)
    {
        Invariant.Holds(
            unconfirmed.After == intent.Before && unconfirmed.Name == intent.Name,
            "The younger append follows the older one.");
        WriteEnd(at, unconfirmed.Before);
        BinaryPrimitives.WriteUInt64LittleEndian(at[32..], unconfirmed.BodyCrc64);
        BinaryPrimitives.WriteInt64LittleEndian(at[40..], unconfirmed.Records.First);
        BinaryPrimitives.WriteInt64LittleEndian(at[48..], unconfirmed.Records.Next);
    }

    private static AppendIntent ReadUnconfirmed(ReadOnlySpan<byte> at, AppendIntent intent) =>
        new(intent.Name, ReadEnd(at), After: intent.Before, BodyCrc64: BinaryPrimitives.ReadUInt64LittleEndian(at[32..]))
        {
            Records = new RecordRange(BinaryPrimitives.ReadInt64LittleEndian(at[40..]), BinaryPrimitives.ReadInt64LittleEndian(at[48..])),
        };

    private static void WriteEnd(Span<byte> at, ObjectEnd end)
    {
        BinaryPrimitives.WriteInt64LittleEndian(at, end.LengthBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(at[8..], end.Checksum.IsKnown ? 1UL : 0);
        BinaryPrimitives.WriteUInt128LittleEndian(at[16..], end.Checksum.Value);
    }

    private static ObjectEnd ReadEnd(ReadOnlySpan<byte> at) => new(
        BinaryPrimitives.ReadInt64LittleEndian(at),
        BinaryPrimitives.ReadUInt64LittleEndian(at[8..]) == 1
            ? ContentChecksum.Of(BinaryPrimitives.ReadUInt128LittleEndian(at[16..]))
            : ContentChecksum.None);

    private static DateTimeOffset ReadTime(ReadOnlySpan<byte> at) => new(BinaryPrimitives.ReadInt64LittleEndian(at), TimeSpan.Zero);
}
