using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>What <c>x-oss-copy-source: /bucket/key</c> names, URL-encoded, its slashes too or not.</summary>
internal sealed record CopySource(string Bucket, string Key)
{
    private const string Prefix = "x-oss-copy-source-";

    /// <exception cref="OssErrorException">400: it names no object, or one whose name breaks a rule.</exception>
    public static CopySource Parse(string header)
    {
        if (header.Contains('?', StringComparison.Ordinal))
            throw OssErrors.InvalidArgument("There are no versions of objects here, so a copy source has no versionId.").ToException();

        var isDecoded = PercentEncoding.TryDecode(header, out var decoded);
        var path = decoded.TrimStart('/');
        var slash = path.IndexOf('/', StringComparison.Ordinal);

        if (!isDecoded || slash <= 0 || slash == path.Length - 1)
            throw OssErrors.InvalidArgument($"{OssHeaders.CopySource} must be /bucket/key, URL-encoded UTF-8.").ToException();

        return new CopySource(path[..slash], ObjectAddress.Checked(path[(slash + 1)..]));
    }

    /// <summary>The conditions of a copy are those of a read, under names of their own.</summary>
    /// <returns>Null when the source is to be copied, else the 304.</returns>
    public static Answer? CheckConditions(OssRequest request, StoredObject source) =>
        ReadConditions.Check(name => request.Given(Prefix + name.ToLowerInvariant()), source);
}
