using System.IO.Compression;
using System.Text;

namespace LogAppendSink.TestSupport;

/// <summary>A gzip member of a few bytes that holds very many: some lines, then one byte over and over, then other lines.</summary>
public static class GzipBomb
{
    private const int BlockBytes = 64 * 1024 * 1024;

    private static ReadOnlySpan<byte> Header => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3];

    /// <summary>Makes one. It is not made whole: no reader of a test comes to its end, so the checksum there is any.</summary>
    /// <param name="before">The text before.</param>
    /// <param name="filler">What is repeated.</param>
    /// <param name="blocks">How often, in 64 MiB.</param>
    /// <param name="after">The text after.</param>
    public static byte[] Make(string before, byte filler, int blocks, string after)
    {
        using var compressed = new MemoryStream();
        compressed.Write(Header);
        using (var deflate = new DeflateStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(Encoding.UTF8.GetBytes(before));
            deflate.Flush();
            var block = new byte[BlockBytes];
            Array.Fill(block, filler);

            // The first block refers to the text before it, the second to fillers alone: its bytes may be repeated as they are.
            deflate.Write(block);
            deflate.Flush();
            var from = (int)compressed.Length;
            deflate.Write(block);
            deflate.Flush();
            var repeated = compressed.ToArray().AsSpan(from).ToArray();
            for (var i = 2; i < blocks; i++)
                compressed.Write(repeated);
            deflate.Write(Encoding.UTF8.GetBytes(after));
        }

        compressed.Write(new byte[8]);
        return compressed.ToArray();
    }
}
