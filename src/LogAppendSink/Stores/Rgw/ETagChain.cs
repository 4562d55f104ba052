using System.Globalization;
using LogAppendSink.Checksums;

namespace LogAppendSink.Stores.Rgw;

/// <summary>
/// The ETag of an append object, which is a chain over its appends and so a witness of its content:
/// <code>
/// E(1) = md5(body 1)                      header: "E(1)"
/// E(n) = md5(E(n-1) || md5(body n))       header: "E(n)-n"
/// </code>
/// </summary>
/// <remarks>
/// n, which counts appends, is not kept: E(n) is another for each n. An absent object has the value 0, which no MD5 that anybody has met has, and
/// which is no link of a chain.
/// </remarks>
internal static class ETagChain
{
    internal static readonly ContentChecksum OfAbsent = ContentChecksum.Of(0);

    internal static ContentChecksum Advance(ContentChecksum witness, AppendBody body) =>
        !witness.IsKnown ? ContentChecksum.None
        : witness == OfAbsent ? ContentChecksum.Of(body.Md5)
        : ContentChecksum.Of(Md5.OfPair(witness.Value, body.Md5));

    /// <summary>The witness that an ETag says; none where it is of another kind.</summary>
    internal static ContentChecksum Parse(string? etag)
    {
        const int digits = 32;
        var text = etag.AsSpan().Trim('"');
        return text.Length >= digits
            && (text.Length == digits || text[digits] == '-')
            && UInt128.TryParse(text[..digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
                ? ContentChecksum.Of(value)
                : ContentChecksum.None;
    }
}
