using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Signing;

/// <summary>
/// The parts of <c>OSS4-HMAC-SHA256 Credential=id/date/region/oss/aliyun_v4_request[,AdditionalHeaders=a;b],Signature=hex</c>.
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

    public string Scope => $"{Date}/{Region}/{Product}/{Terminator}";

    public static V4Authorization Parse(string header)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);

        // SDKs separate the parts with a comma, the documentation with a comma and a blank.
        foreach (var part in header[Scheme.Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);

            if (equals <= 0 || !parts.TryAdd(part[..equals], part[(equals + 1)..]))
                throw Malformed();
        }

        if (!parts.TryGetValue("Credential", out var credential) || !parts.TryGetValue("Signature", out var signature))
            throw Malformed();

        // The id comes first and may itself hold slashes; the scope is the last four parts.
        var scope = credential.Split('/');

        if (scope.Length < 5 || scope[^1] != Terminator || scope[^2] != Product || !IsDate(scope[^4]))
            throw Malformed();

        var additional = parts.GetValueOrDefault("AdditionalHeaders", "")
            .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => name.ToLowerInvariant())
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();

        return new V4Authorization(string.Join('/', scope[..^4]), scope[^4], scope[^3], additional, signature);
    }

    private static bool IsDate(string text) => text.Length == 8 && text.All(char.IsAsciiDigit);

    private static OssErrorException Malformed() => OssErrors.InvalidArgument("Authorization header is invalid.").ToException();
}
