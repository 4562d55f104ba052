using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>The rules for every request that stores a body.</summary>
internal static class WriteRules
{
    private static readonly string[] Conditions = ["If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"];

    // The lower limit as SDK documentation gives it; the service's error text says 819200.
    private const long TrafficLimitMin = 245_760;
    private const long TrafficLimitMax = 838_860_800;

    private const int CSdkDigestBytes = 20;

    public static void Check(OssRequest request)
    {
        foreach (var condition in Conditions)
        {
            if (request.Given(condition) is not null)
                throw OssErrors.NotImplementedHeader(condition).ToException();
        }

        if ((request.Given(OssHeaders.TrafficLimit) ?? request.Target[OssHeaders.TrafficLimit]) is not { } limit)
            return;

        if (!long.TryParse(limit, out var bits) || bits is < TrafficLimitMin or > TrafficLimitMax)
        {
            var rule = $"{OssHeaders.TrafficLimit} must be from {TrafficLimitMin} to {TrafficLimitMax} bits per second.";
            throw OssErrors.InvalidArgument(rule).ToException();
        }
    }

    public static bool ForbidsOverwrite(OssRequest request) =>
        string.Equals(request[OssHeaders.ForbidOverwrite], "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the body after verifying its digest.</summary>
    public static StagedBody CheckedBody(OssRequest request)
    {
        var body = request.Body ?? throw OssErrors.MissingContentLength().ToException();

        if (request.Given("Content-MD5") is { } sent && !IsDigest(sent, body.Md5))
            throw OssErrors.InvalidDigest().ToException();

        return body;
    }

    // The C SDK encodes four bytes too many, and the service compares the sixteen of the digest.
    private static bool IsDigest(string sent, byte[] md5)
    {
        Span<byte> decoded = stackalloc byte[CSdkDigestBytes];

        return Convert.TryFromBase64String(sent, decoded, out var length)
            && (length == md5.Length || length == CSdkDigestBytes)
            && decoded[..md5.Length].SequenceEqual(md5);
    }
}
