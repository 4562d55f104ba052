using System.Globalization;
using System.Text;
using LogAppendSink.Credentials;
using LogAppendSink.Escaping;
using LogAppendSink.Stores.Http;

namespace LogAppendSink.Stores.Oss;

/// <summary>
/// Signs requests with version 4 (OSS API reference, "Include a V4 signature in the Authorization header" and "Add signatures to a
/// URL"). Thread-safe.
/// </summary>
/// <remarks>The last signing key is cached, because each costs four HMACs.</remarks>
internal sealed class OssV4Signer(string region) : IAddressSigner
{
    internal const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    private const string Algorithm = "OSS4-HMAC-SHA256";
    private const string Product = "oss";
    private const string Terminator = "aliyun_v4_request";

    private readonly V4Signature _signature = new(Algorithm, "aliyun_v4", region, Product, Terminator);

    public void Sign(StoreRequest request, OssCredentials credentials, DateTimeOffset signedAt) => Sign(request, credentials, signedAt, []);

    public StoreRequest Presign(StoreRequest request, OssCredentials credentials, DateTimeOffset signedAt, TimeSpan validity) =>
        Presign(request, credentials, signedAt, validity, []);

    /// <summary>Adds <c>x-oss-date</c>, <c>x-oss-content-sha256</c>, <c>Date</c>, the security token and <c>Authorization</c>.</summary>
    /// <param name="request">The request to sign; headers are added to it.</param>
    /// <param name="credentials">The credentials that sign.</param>
    /// <param name="signedAt">The time, by the store's clock.</param>
    /// <param name="additionalHeaders">Additional headers to sign, in lower case, sorted; usually empty.</param>
    internal void Sign(StoreRequest request, OssCredentials credentials, DateTimeOffset signedAt, IReadOnlyList<string> additionalHeaders)
    {
        var date = V4Signature.DateOf(signedAt);
        request.Headers["x-oss-date"] = date;
        request.Headers["x-oss-content-sha256"] = UnsignedPayload;
        request.Headers["Date"] = signedAt.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
        request.Headers.Remove("x-oss-security-token"); // A request may be signed again, with other credentials.
        if (credentials.SecurityToken is { } token)
            request.Headers["x-oss-security-token"] = token;

        var additional = Present(additionalHeaders, request);
        var signature = SignatureOf(request, credentials, date, additional);
        var covered = additional.Count == 0 ? "" : $",AdditionalHeaders={string.Join(';', additional)}";
        request.Headers["Authorization"] =
            $"{Algorithm} Credential={credentials.AccessKeyId}/{_signature.ScopeOf(date)}{covered},Signature={signature}";
    }

    /// <summary>As <see cref="IAddressSigner.Presign"/>, with additional headers to sign.</summary>
    internal StoreRequest Presign(
        StoreRequest request, OssCredentials credentials, DateTimeOffset signedAt, TimeSpan validity,
        IReadOnlyList<string> additionalHeaders)
    {
        var date = V4Signature.DateOf(signedAt);
        var additional = Present(additionalHeaders, request);
        var query = request.Query.ToList();
        if (credentials.SecurityToken is { } token)
            query.Add(new("x-oss-security-token", token));
        query.Add(new("x-oss-signature-version", Algorithm));
        query.Add(new("x-oss-date", date));
        query.Add(new("x-oss-expires", ((long)validity.TotalSeconds).ToString(CultureInfo.InvariantCulture)));
        query.Add(new("x-oss-credential", $"{credentials.AccessKeyId}/{_signature.ScopeOf(date)}"));
        if (additional.Count > 0)
            query.Add(new("x-oss-additional-headers", string.Join(';', additional)));

        var presigned = request with { Query = query };
        query.Add(new("x-oss-signature", SignatureOf(presigned, credentials, date, additional)));
        return presigned;
    }

    internal static string CanonicalRequest(StoreRequest request, IReadOnlyCollection<string> additionalHeaders)
    {
        var canonical = new StringBuilder();
        canonical.Append(request.Method).Append('\n');
        canonical.Append(UrlEncoding.EncodePath(request.Resource)).Append('\n');

        // Sorted by the encoded name: '|' sorts after the letters, "%7C" before them.
        canonical.AppendJoin('&', request.Query
            .Select(pair => (Name: UrlEncoding.Encode(pair.Key), Value: UrlEncoding.Encode(pair.Value)))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal)
            .Select(pair => pair.Value.Length == 0 ? pair.Name : $"{pair.Name}={pair.Value}"));
        canonical.Append('\n');

        // Sorted by name, not by line: "x-oss-meta-a:" sorts after "x-oss-meta-a-b:".
        foreach (var (name, value) in request.Headers
            .Select(header => (Name: header.Key.ToLowerInvariant(), header.Value))
            .Where(header => IsSignedAnyway(header.Name) || additionalHeaders.Contains(header.Name))
            .OrderBy(header => header.Name, StringComparer.Ordinal))
        {
            canonical.Append(name).Append(':').Append(value.Trim()).Append('\n');
        }

        canonical.Append('\n');
        canonical.AppendJoin(';', additionalHeaders);
        canonical.Append('\n');
        return canonical.Append(UnsignedPayload).ToString();
    }

    private string SignatureOf(
        StoreRequest request, OssCredentials credentials, string date, IReadOnlyCollection<string> additionalHeaders) =>
        _signature.Of(CanonicalRequest(request, additionalHeaders), credentials.AccessKeySecret, date);

    private static List<string> Present(IReadOnlyList<string> additionalHeaders, StoreRequest request) =>
        [.. additionalHeaders.Where(name => request.Headers.ContainsKey(name) && !IsSignedAnyway(name))];

    private static bool IsSignedAnyway(string name) =>
        name.StartsWith("x-oss-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("content-type", StringComparison.OrdinalIgnoreCase)
        || name.Equals("content-md5", StringComparison.OrdinalIgnoreCase);
}
