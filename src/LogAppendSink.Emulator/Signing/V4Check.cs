using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Signing;

/// <summary>The part of a V4 verification that header and URL share: region, then key, then signature.</summary>
internal sealed class V4Check(CredentialList credentials, string region)
{
    /// <param name="request">With its address.</param>
    /// <param name="authorization">What the signature says of itself.</param>
    /// <param name="timestamp">As signed, <c>20250801T123456Z</c>; already compared with the clock.</param>
    /// <param name="securityToken">The token that came with the key, or null.</param>
    /// <param name="ec">Fine-grained code of a mismatch, where one is documented.</param>
    public OssCredential Verify(OssRequest request, V4Authorization authorization, string timestamp, string? securityToken, string? ec)
    {
        if (authorization.Region != region)
        {
            throw OssErrors.InvalidArgument("Invalid signing region in Authorization header.")
                .WithElement("SigningRegion", authorization.Region)
                .WithElement("ExpectedRegion", region)
                .ToException();
        }

        var credential = credentials.Find(authorization.AccessKeyId, securityToken, request.Now);
        var signingKey = V4Signature.SigningKey(credential.AccessKeySecret, authorization.Date, authorization.Region);
        var forms = V4CanonicalRequest.Forms(request, authorization.AdditionalHeaders).ToList();

        if (forms.Any(form => V4Signature.Compute(signingKey, ToSign(form)) == authorization.Signature))
            return credential;

        throw SignatureMismatch
            .Describe(authorization.AccessKeyId, authorization.Signature, ToSign(forms[0]), forms[0], ec)
            .ToException();

        string ToSign(string canonicalRequest) => V4Signature.StringToSign(timestamp, authorization.Scope, canonicalRequest);
    }

    /// <summary>A timestamp and a credential of different days are how a clock on a wrong day shows.</summary>
    public static void CheckDay(string timestamp, V4Authorization authorization)
    {
        if (!timestamp.StartsWith(authorization.Date, StringComparison.Ordinal))
            throw OssErrors.InvalidArgument("Invalid signing date in Authorization header.").ToException();
    }
}
