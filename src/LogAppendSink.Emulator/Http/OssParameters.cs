namespace LogAppendSink.Emulator.Http;

/// <summary>Names of the query parameters that carry a signature.</summary>
internal static class OssParameters
{
    public const string SignatureVersion = "x-oss-signature-version";
    public const string Credential = "x-oss-credential";
    public const string Date = "x-oss-date";
    public const string Expires = "x-oss-expires";
    public const string AdditionalHeaders = "x-oss-additional-headers";
    public const string SecurityToken = "x-oss-security-token";
    public const string Signature = "x-oss-signature";

    public const string V1AccessKeyId = "OSSAccessKeyId";
    public const string V1Expires = "Expires";
    public const string V1SecurityToken = "security-token";
    public const string V1Signature = "Signature";

    /// <summary>Whether the parameter carries a V1 signature and is therefore not signed itself.</summary>
    public static bool IsV1Signature(string name) => name is V1AccessKeyId or V1Expires or V1Signature;

    /// <summary>Whether the parameter carries a signature of either version.</summary>
    public static bool IsSignature(string name) => IsV1Signature(name)
        || name is V1SecurityToken or SignatureVersion or Credential or Date or Expires or AdditionalHeaders or SecurityToken or Signature;
}
