using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Signing;

/// <summary>Detects how a request is signed and runs the verifier of that kind of signature.</summary>
internal sealed class RequestVerifier
{
    private readonly string _region;
    private readonly V1HeaderVerifier _v1Header;
    private readonly V1QueryVerifier _v1Query;
    private readonly V4HeaderVerifier _v4Header;
    private readonly V4QueryVerifier _v4Query;

    public RequestVerifier(CredentialList credentials, string region)
    {
        _region = region;
        var v1 = new V1Check(credentials);
        var v4 = new V4Check(credentials, region);
        _v1Header = new V1HeaderVerifier(v1);
        _v1Query = new V1QueryVerifier(v1);
        _v4Header = new V4HeaderVerifier(v4);
        _v4Query = new V4QueryVerifier(v4);
    }

    /// <returns>The key of the request, or null for an unsigned request.</returns>
    /// <exception cref="OssErrorException">The signature is invalid.</exception>
    public OssCredential? Verify(OssRequest request)
    {
        // Checked before the signature, which contains the region that the client assumed.
        if (request.Address.Bucket is not null && PublicEndpoint.RegionOf(request.Host) is { } sentTo && sentTo != _region)
            throw OssErrors.WrongEndpoint($"oss-{_region}.aliyuncs.com").ToException();

        var authorization = request["Authorization"];
        var isV4Url = request.Target.Has(OssParameters.SignatureVersion);
        var isV1Url = request.Target.Has(OssParameters.V1Signature) || request.Target.Has(OssParameters.V1AccessKeyId);

        if (string.IsNullOrWhiteSpace(authorization))
            return isV4Url ? _v4Query.Verify(request) : isV1Url ? _v1Query.Verify(request) : null;

        if (request.HasSeveralAuthorizations)
            throw OssErrors.InvalidArgument("A request has only one Authorization header.").ToException();

        if (isV4Url || isV1Url)
            throw OssErrors.InvalidArgument("A request is signed in the Authorization header or in the URL, not in both.").ToException();

        if (authorization.StartsWith(V4Authorization.Scheme + " ", StringComparison.Ordinal))
            return _v4Header.Verify(request, authorization);

        if (authorization.StartsWith(V1HeaderVerifier.Scheme + " ", StringComparison.Ordinal))
            return _v1Header.Verify(request, authorization);

        throw OssErrors.InvalidArgument("Authorization header is invalid.").ToException();
    }
}
