using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>The object in <c>x-oss-copy-source: /bucket/key</c>, URL-encoded, with or without encoded slashes.</summary>
internal sealed record CopySource(string Bucket, string Key)
{
    private const string Prefix = "x-oss-copy-source-";

    /// <exception cref="OssErrorException">400: the source is not a valid object name.</exception>
    public static CopySource Parse(string header)
    {
        if (header.Contains('?', StringComparison.Ordinal))
            throw OssErrors.InvalidArgument("The emulator has no object versions; remove versionId from the copy source.").ToException();

        var isDecoded = PercentEncoding.TryDecode(header, out var decoded);
        var path = decoded.TrimStart('/');
        var slash = path.IndexOf('/', StringComparison.Ordinal);

        if (!isDecoded || slash <= 0 || slash == path.Length - 1)
            throw OssErrors.InvalidArgument($"{OssHeaders.CopySource} must be /bucket/key, URL-encoded UTF-8.").ToException();

        return new CopySource(path[..slash], ObjectAddress.Checked(path[(slash + 1)..]));
    }

    /// <summary>A copy has the same conditions as a read, with other header names.</summary>
    /// <returns>Null to copy the source, else the 304 response.</returns>
    public static Answer? CheckConditions(OssRequest request, StoredObject source) =>
        ReadConditions.Check(name => request.Given(Prefix + name.ToLowerInvariant()), source);
}
