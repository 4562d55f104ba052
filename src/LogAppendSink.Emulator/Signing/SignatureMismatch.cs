using System.Text;
using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Signing;

/// <summary>The error that returns the server's string to sign, so that the client can compare it line by line.</summary>
internal static class SignatureMismatch
{
    private const string Message =
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.";

    public static OssError Describe(string accessKeyId, string signature, string stringToSign, string? canonicalRequest, string? ec)
    {
        var error = new OssError(403, "SignatureDoesNotMatch", Message, ec)
            .WithElement("OSSAccessKeyId", accessKeyId)
            .WithElement("SignatureProvided", signature)
            .WithElement("StringToSign", stringToSign)
            .WithElement("StringToSignBytes", BitConverter.ToString(Encoding.UTF8.GetBytes(stringToSign)).Replace('-', ' '));

        return canonicalRequest is null ? error : error.WithElement("CanonicalRequest", canonicalRequest);
    }
}
