using System.Security.Cryptography;

namespace LogAppendSink.Viewer.Serving;

/// <summary>A file of the page.</summary>
/// <param name="Bytes">Its content.</param>
/// <param name="ContentType">Its type.</param>
internal sealed record PageFile(byte[] Bytes, string ContentType)
{
    /// <summary>Changes with the content; with quotes, as it goes into the header.</summary>
    internal string ETag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(Bytes).AsSpan(0, 12))}\"";
}
