using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Signing;

/// <summary>Checks a V4 signature in the <c>Authorization</c> header: form, then time, then key, then signature.</summary>
internal sealed class V4HeaderVerifier(V4Check check)
{
    public OssCredential Verify(OssRequest request, string authorizationHeader)
    {
        var authorization = V4Authorization.Parse(authorizationHeader);

        // OSS does not sign payloads. This is the only documented value, and the only one its SDKs send.
        if (request[OssHeaders.ContentSha256] is not V4CanonicalRequest.UnsignedPayload)
            throw OssErrors.InvalidArgument($"{OssHeaders.ContentSha256} must be {V4CanonicalRequest.UnsignedPayload}.").ToException();

        var requestTime = RequestTime.Read(request, isV4: true, out var timestamp);
        RequestTime.Check(requestTime, request.Now);
        V4Check.CheckDay(requestTime, authorization);
        check.CheckRegion(authorization, "Invalid signing region in Authorization header.", ec: "0002-00000226");
        return check.Verify(request, authorization, timestamp, request[OssHeaders.SecurityToken], ec: null);
    }
}
