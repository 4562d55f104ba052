using System.IO.Compression;
using System.Text;

namespace LogAppendSink.Viewer.Tests;

/// <summary>Compressed texts.</summary>
internal static class Gzipped
{
    /// <summary>A text as one gzip member.</summary>
    internal static byte[] Member(string text)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return stream.ToArray();
    }
}
