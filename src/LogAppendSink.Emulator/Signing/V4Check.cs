using System.Globalization;
using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Signing;

/// <summary>The part of a V4 verification that header and URL share: day, then region, then key, then signature.</summary>
internal sealed class V4Check(CredentialList credentials, string region)
{
    /// <param name="request">The request with its address.</param>
    /// <param name="authorization">The parts of the signature.</param>
    /// <param name="timestamp">As signed, <c>20250801T123456Z</c> or the text of <c>Date</c>; already compared with the clock.</param>
    /// <param name="securityToken">The token that came with the key, or null.</param>
    /// <param name="ec">Fine-grained code of a mismatch, where one is documented.</param>
    public OssCredential Verify(OssRequest request, V4Authorization authorization, string timestamp, string? securityToken, string? ec)
    {
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

    /// <param name="authorization">The parts of the signature.</param>
    /// <param name="message">The error message; OSS has different ones for header and URL.</param>
    /// <param name="ec">Fine-grained code, where one is documented.</param>
    public void CheckRegion(V4Authorization authorization, string message, string? ec)
    {
        if (authorization.Region == region)
            return;

        throw OssErrors.InvalidArgument(message, ec)
            .WithElement("SigningRegion", authorization.Region)
            .WithElement("ExpectedRegion", region)
            .ToException();
    }

    /// <summary>If time and credential have different days, the client's clock is set to a wrong day.</summary>
    public static void CheckDay(DateTimeOffset requestTime, V4Authorization authorization)
    {
        if (requestTime.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture) != authorization.Date)
            throw OssErrors.InvalidArgument("Invalid signing date in Authorization header.").ToException();
    }
}
