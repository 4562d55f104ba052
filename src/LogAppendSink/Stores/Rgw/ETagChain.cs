using System.Globalization;
using LogAppendSink.Checksums;

namespace LogAppendSink.Stores.Rgw;

/// <summary>
/// The ETag of an append object: a hash chain over its appends, which identifies its content.
/// <code>
/// E(1) = md5(body 1)                      header: "E(1)"
/// E(n) = md5(E(n-1) || md5(body n))       header: "E(n)-n"
/// </code>
/// </summary>
/// <remarks>
/// The number of appends, n, is not stored, because E(n) differs for each n. The value 0 represents an absent object. No known input has
/// the MD5 0, so it is not part of a chain.
/// </remarks>
internal static class ETagChain
{
    internal static readonly ContentChecksum OfAbsent = ContentChecksum.Of(0);

    internal static ContentChecksum Advance(ContentChecksum witness, AppendBody body) =>
        !witness.IsKnown ? ContentChecksum.None
        : witness == OfAbsent ? ContentChecksum.Of(body.Md5)
        : ContentChecksum.Of(Md5.OfPair(witness.Value, body.Md5));

    /// <summary>Parses an ETag. Returns <see cref="ContentChecksum.None"/> if it has another format.</summary>
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
