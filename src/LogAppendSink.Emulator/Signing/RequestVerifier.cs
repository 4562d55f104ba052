using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Signing;

/// <summary>Finds out how a request is signed and has it checked; one verifier for each way of signing.</summary>
internal sealed class RequestVerifier(CredentialList credentials, string region)
{
    private readonly V4HeaderVerifier _v4Header = new(credentials, region);

    public void Verify(OssRequest request)
    {
        var authorization = request["Authorization"];

        if (authorization is null && (request.Target.Has("x-oss-signature-version") || request.Target.Has("Signature")))
            throw OssErrors.NotImplementedHere("signatures in the URL").ToException();

        if (string.IsNullOrWhiteSpace(authorization))
            throw OssErrors.AccessDenied("Anonymous access is forbidden for this operation.").ToException();

        if (authorization.StartsWith(V4Authorization.Scheme + " ", StringComparison.Ordinal))
            _v4Header.Verify(request, authorization);
        else if (authorization.StartsWith("OSS ", StringComparison.Ordinal))
            throw OssErrors.NotImplementedHere("V1 signatures; use V4").ToException();
        else
            throw OssErrors.InvalidArgument("Authorization header is invalid.").ToException();
    }
}
