using System.Text;
using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Signing;

/// <summary>
/// Builds the canonical request of V4. Source: OSS developer guide, "Include a V4 signature in the Authorization header".
/// </summary>
internal static class V4CanonicalRequest
{
    public const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    /// <summary>
    /// Returns every accepted canonical request, the documented one first. OSS normalises requests in an undocumented way, and
    /// official SDKs depend on it: they sign another form than they send.
    /// </summary>
    public static IEnumerable<string> Forms(OssRequest request, IReadOnlyList<string> additionalHeaders) =>
    [
        FromRaw(request, additionalHeaders),
        FromEncodedAgain(request, additionalHeaders),
        FromEncodedAgain(request, additionalHeaders, keepsLoneEquals: true),
    ];

    /// <summary>Uses the target exactly as sent.</summary>
    public static string FromRaw(OssRequest request, IReadOnlyList<string> additionalHeaders) =>
        Write(
            request,
            request.Address.RawResource,
            request.Target.Parameters.Select(p => (p.RawName, p.RawValue, HasEquals: p.RawValue.Length > 0)),
            additionalHeaders);

    /// <summary>
    /// Decodes and re-encodes the target: the official JavaScript SDK sends <c>! * ( ) '</c> plainly in the path and
    /// signs them encoded.
    /// </summary>
    /// <param name="request">The request with its address.</param>
    /// <param name="additionalHeaders">In lower case and sorted.</param>
    /// <param name="keepsLoneEquals">
    /// Whether <c>prefix=</c> keeps its equals sign. The documentation removes it, the JavaScript SDK keeps it.
    /// </param>
    public static string FromEncodedAgain(OssRequest request, IReadOnlyList<string> additionalHeaders, bool keepsLoneEquals = false) =>
        Write(
            request,
            request.Address.EncodedResource,
            request.Target.Parameters.Select(p => (
                PercentEncoding.Encode(p.Name),
                PercentEncoding.Encode(p.Value),
                HasEquals: p.Value.Length > 0 || (keepsLoneEquals && p.HasEquals))),
            additionalHeaders);

    private static string Write(
        OssRequest request,
        string resource,
        IEnumerable<(string Name, string Value, bool HasEquals)> parameters,
        IReadOnlyList<string> additionalHeaders)
    {
        var canonical = new StringBuilder();
        canonical.Append(request.Method).Append('\n').Append(resource).Append('\n');
        canonical.AppendJoin('&', parameters
            .Where(p => p.Name != OssParameters.Signature) // which cannot sign itself
            .OrderBy(p => p.Name, StringComparer.Ordinal)
            .ThenBy(p => p.Value, StringComparer.Ordinal)
            .Select(p => p.HasEquals ? $"{p.Name}={p.Value}" : p.Name));
        canonical.Append('\n');

        // Sorted by name, not by line: "x-oss-meta-a" comes before "x-oss-meta-a-b" although ':' sorts after '-'.
        var signed = request.Headers
            .Select(header => (Name: header.Key.ToLowerInvariant(), header.Value))
            .Where(header => IsAlwaysSigned(header.Name) || additionalHeaders.Contains(header.Name))
            .OrderBy(header => header.Name, StringComparer.Ordinal);

        foreach (var (name, value) in signed)
            canonical.Append(name).Append(':').Append(value.Trim()).Append('\n');

        canonical.Append('\n');
        canonical.AppendJoin(';', additionalHeaders.Where(name => !IsAlwaysSigned(name) && request[name] is not null));
        canonical.Append('\n').Append(request[OssHeaders.ContentSha256] ?? UnsignedPayload);
        return canonical.ToString();
    }

    private static bool IsAlwaysSigned(string lowerCaseName) =>
        lowerCaseName is "content-type" or "content-md5" || lowerCaseName.StartsWith(OssHeaders.Prefix, StringComparison.Ordinal);
}
