using System.Security.Cryptography;

namespace LogAppendSink.Viewer.Serving;

/// <summary>A file of the page.</summary>
/// <param name="Bytes">The content.</param>
/// <param name="ContentType">The content type.</param>
internal sealed record PageFile(byte[] Bytes, string ContentType)
{
    /// <summary>The ETag with its quotes; it changes with the content.</summary>
    internal string ETag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(Bytes).AsSpan(0, 12))}\"";
}
