using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Signing;

/// <summary>Checks a V4 signature in the <c>Authorization</c> header: form, then time, then key, then signature.</summary>
internal sealed class V4HeaderVerifier(CredentialList credentials, string region)
{
    public void Verify(OssRequest request, string authorizationHeader)
    {
        var authorization = V4Authorization.Parse(authorizationHeader);

        // OSS signs no payload: this is the only value its SDKs send and its documentation knows.
        if (request[OssHeaders.ContentSha256] is not V4CanonicalRequest.UnsignedPayload)
            throw OssErrors.InvalidArgument($"{OssHeaders.ContentSha256} must be {V4CanonicalRequest.UnsignedPayload}.").ToException();

        var timestamp = CheckTime(request, authorization);

        if (authorization.Region != region)
        {
            throw OssErrors.InvalidArgument("Invalid signing region in Authorization header.")
                .WithElement("SigningRegion", authorization.Region)
                .WithElement("ExpectedRegion", region)
                .ToException();
        }

        var credential = credentials.Find(authorization.AccessKeyId, request[OssHeaders.SecurityToken]);
        var signingKey = V4Signature.SigningKey(credential.AccessKeySecret, authorization.Date, authorization.Region);
        var raw = V4CanonicalRequest.FromRaw(request, authorization.AdditionalHeaders);

        if (Matches(raw) || Matches(V4CanonicalRequest.FromEncodedAgain(request, authorization.AdditionalHeaders)))
            return;

        throw SignatureMismatch
            .Describe(authorization.AccessKeyId, authorization.Signature, ToSign(raw), raw, ec: null)
            .ToException();

        string ToSign(string canonicalRequest) => V4Signature.StringToSign(timestamp, authorization.Scope, canonicalRequest);

        bool Matches(string canonicalRequest) => V4Signature.Compute(signingKey, ToSign(canonicalRequest)) == authorization.Signature;
    }

    private static string CheckTime(OssRequest request, V4Authorization authorization)
    {
        var timestamp = request[OssHeaders.Date] ?? "";

        if (!RequestTime.TryParseCompact(timestamp, out var requestTime))
            throw OssErrors.AccessDenied($"OSS authentication requires a valid {OssHeaders.Date}.").ToException();

        RequestTime.Check(requestTime, request.Now);

        if (!timestamp.StartsWith(authorization.Date, StringComparison.Ordinal))
            throw OssErrors.InvalidArgument("Invalid signing date in Authorization header.").ToException();

        return timestamp;
    }
}
