using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Signing;

/// <summary>
/// The parts of a V4 signature. In the header:
/// <c>OSS4-HMAC-SHA256 Credential=id/date/region/oss/aliyun_v4_request[,AdditionalHeaders=a;b],Signature=hex</c>; in the URL
/// the same as <c>x-oss-credential</c>, <c>x-oss-additional-headers</c> and <c>x-oss-signature</c>.
/// </summary>
/// <remarks>
/// <c>Date</c> is eight digits, as signed; <c>AdditionalHeaders</c> are in lower case and sorted, none when the part is absent.
/// </remarks>
internal sealed record V4Authorization(
    string AccessKeyId, string Date, string Region, IReadOnlyList<string> AdditionalHeaders, string Signature)
{
    public const string Scheme = "OSS4-HMAC-SHA256";
    public const string Product = "oss";
    public const string Terminator = "aliyun_v4_request";

    private static readonly string[] Parts = ["Credential", "AdditionalHeaders", "Signature"];

    public string Scope => $"{Date}/{Region}/{Product}/{Terminator}";

    /// <exception cref="OssErrorException">400 InvalidArgument: the form is invalid.</exception>
    public static V4Authorization Parse(string header)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);

        // SDKs separate the parts with a comma, the documentation with a comma and a blank.
        foreach (var part in header[Scheme.Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);

            if (equals <= 0 || !Parts.Contains(part[..equals]) || !parts.TryAdd(part[..equals], part[(equals + 1)..]))
                throw Malformed();
        }

        var authorization = Read(
            parts.GetValueOrDefault("Credential"), parts.GetValueOrDefault("AdditionalHeaders"), parts.GetValueOrDefault("Signature"));

        return authorization is not null && IsSignature(authorization.Signature) ? authorization : throw Malformed();
    }

    public static V4Authorization Parse(RequestTarget target)
    {
        if (target[OssParameters.SignatureVersion] != Scheme)
            throw OssErrors.InvalidArgument($"{OssParameters.SignatureVersion} must be {Scheme}.").ToException();

        return Read(target[OssParameters.Credential], target[OssParameters.AdditionalHeaders], target[OssParameters.Signature])
            ?? throw OssErrors.InvalidArgument($"{OssParameters.Credential} or {OssParameters.Signature} is invalid.").ToException();
    }

    private static V4Authorization? Read(string? credential, string? additionalHeaders, string? signature)
    {
        if (credential is null || signature is null)
            return null;

        // The id comes first and may contain slashes; the scope is the last four parts.
        var scope = credential.Split('/');

        if (scope.Length < 5 || scope[^1] != Terminator || scope[^2] != Product || scope[^3].Length == 0 || !IsDate(scope[^4]))
            return null;

        var accessKeyId = string.Join('/', scope[..^4]);

        if (accessKeyId.Length == 0)
            return null;

        var additional = (additionalHeaders ?? "")
            .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => name.ToLowerInvariant())
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();

        return new V4Authorization(accessKeyId, scope[^4], scope[^3], additional, signature);
    }

    private static bool IsDate(string text) => text.Length == 8 && text.All(char.IsAsciiDigit);

    private static bool IsSignature(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigit);

    private static OssErrorException Malformed() => OssErrors.InvalidArgument("Authorization header is invalid.").ToException();
}
