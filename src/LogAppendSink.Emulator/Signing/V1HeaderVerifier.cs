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

        // A browser cannot set Date, so the service takes its own header instead where both are there.
        var date = request[OssHeaders.Date] ?? request["Date"] ?? "";

        if (!HttpDates.TryParse(date, out var requestTime))
            throw OssErrors.AccessDenied("OSS authentication requires a valid Date.").ToException();

        RequestTime.Check(requestTime, request.Now);
        return check.Verify(request, parts[..colon], request[OssHeaders.SecurityToken], date, signature: parts[(colon + 1)..]);
    }
}
