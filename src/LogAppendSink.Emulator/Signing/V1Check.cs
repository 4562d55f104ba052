using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Signing;

/// <summary>The part of a V1 verification that header and URL share: key, then signature. V1 names no region.</summary>
internal sealed class V1Check(CredentialList credentials)
{
    private const string MismatchEc = "0002-00000040";

    public OssCredential Verify(OssRequest request, string accessKeyId, string? securityToken, string date, string signature)
    {
        var credential = credentials.Find(accessKeyId, securityToken, request.Now);
        var forms = V1StringToSign.Forms(request, date).ToList();

        if (forms.Any(toSign => V1StringToSign.Sign(credential.AccessKeySecret, toSign) == signature))
            return credential;

        throw SignatureMismatch.Describe(accessKeyId, signature, forms[0], canonicalRequest: null, MismatchEc).ToException();
    }
}
