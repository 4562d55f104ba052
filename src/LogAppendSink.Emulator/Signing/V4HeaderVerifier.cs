using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Signing;

/// <summary>Checks a V4 signature in the <c>Authorization</c> header: form, then time, then key, then signature.</summary>
internal sealed class V4HeaderVerifier(V4Check check)
{
    public OssCredential Verify(OssRequest request, string authorizationHeader)
    {
        var authorization = V4Authorization.Parse(authorizationHeader);

        // OSS signs no payload: this is the only value its SDKs send and its documentation knows.
        if (request[OssHeaders.ContentSha256] is not V4CanonicalRequest.UnsignedPayload)
            throw OssErrors.InvalidArgument($"{OssHeaders.ContentSha256} must be {V4CanonicalRequest.UnsignedPayload}.").ToException();

        var timestamp = request[OssHeaders.Date] ?? "";

        if (!RequestTime.TryParseCompact(timestamp, out var requestTime))
            throw OssErrors.AccessDenied($"OSS authentication requires a valid {OssHeaders.Date}.").ToException();

        RequestTime.Check(requestTime, request.Now);
        V4Check.CheckDay(timestamp, authorization);
        return check.Verify(request, authorization, timestamp, request[OssHeaders.SecurityToken], ec: null);
    }
}
