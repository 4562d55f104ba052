using System.IO.Compression;
using System.Text;

namespace LogAppendSink.TestSupport;

/// <summary>A small gzip member with a huge content: some lines, one byte repeated many times, then other lines.</summary>
public static class GzipBomb
{
    private const int BlockBytes = 64 * 1024 * 1024;

    private static ReadOnlySpan<byte> Header => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3];

    /// <summary>Creates the member. Its checksum is invalid, because no reader under test reaches the end.</summary>
    /// <param name="before">The text before the filler.</param>
    /// <param name="filler">The repeated byte.</param>
    /// <param name="blocks">The number of repeated blocks of 64 MiB.</param>
    /// <param name="after">The text after the filler.</param>
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

            // The first block refers to the text before it. The second refers only to the filler, so its bytes can be repeated.
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
