using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Signing;

/// <summary>Checks <c>Authorization: OSS id:signature</c>: form, then time, then key, then signature.</summary>
internal sealed class V1HeaderVerifier(V1Check check)
{
    public const string Scheme = "OSS";

    public OssCredential Verify(OssRequest request, string authorizationHeader)
    {
        var parts = authorizationHeader[Scheme.Length..].Trim();
        var colon = parts.LastIndexOf(':');

        if (colon <= 0 || colon == parts.Length - 1)
            throw OssErrors.InvalidArgument("Authorization header is invalid.").ToException();

        RequestTime.Check(RequestTime.Read(request, isV4: false, out var date), request.Now);
        return check.Verify(request, parts[..colon], request[OssHeaders.SecurityToken], date, signature: parts[(colon + 1)..]);
    }
}
