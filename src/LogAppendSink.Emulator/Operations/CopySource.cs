using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>What <c>x-oss-copy-source: /bucket/key</c> names, the key URL-encoded, its slashes too or not.</summary>
internal sealed record CopySource(string Bucket, string Key)
{
    private const string Prefix = "x-oss-copy-source-";

    public static CopySource Parse(string header)
    {
        var path = header.TrimStart('/');

        if (path.Contains('?', StringComparison.Ordinal))
            throw OssErrors.InvalidArgument("There are no versions of objects here, so a copy source has no versionId.").ToException();

        var slash = path.IndexOf('/', StringComparison.Ordinal);

        if (slash <= 0 || slash == path.Length - 1 || !PercentEncoding.TryDecode(path[(slash + 1)..], out var key))
            throw OssErrors.InvalidArgument($"{OssHeaders.CopySource} must be /bucket/key.").ToException();

        return new CopySource(path[..slash], key);
    }

    /// <summary>The conditions of a copy are those of a read, under names of their own.</summary>
    /// <returns>Null when the source is to be copied, else the 304.</returns>
    public static Answer? CheckConditions(OssRequest request, StoredObject source) =>
        ReadConditions.Check(name => request[Prefix + name.ToLowerInvariant()], source);
}
