using System.Globalization;

namespace LogAppendSink.Emulator.Http;

/// <summary>
/// All errors of the emulator, with the status, code, message and fine-grained code of OSS. Source: OSS API
/// reference, "Error responses" and the pages of the fine-grained codes; choices where none is documented are in the README.
/// </summary>
internal static class OssErrors
{
    public const string InvalidAccessKeyIdCode = "InvalidAccessKeyId";

    public static OssError InvalidArgument(string message, string? ec = null) => new(400, "InvalidArgument", message, ec);

    public static OssError InvalidAcl(string header) =>
        InvalidArgument($"no such {(header == OssHeaders.BucketAcl ? "bucket" : "object")} access control exists")
            .WithElement("ArgumentName", header);

    public static OssError MissingArgument(string? ec = null) => new(400, "MissingArgument", "Missing Some Required Arguments.", ec);

    public static OssError InvalidBucketName(string bucket) =>
        new OssError(400, "InvalidBucketName", "The specified bucket is not valid.").WithElement("BucketName", bucket);

    public static OssError InvalidObjectName(string message) => new(400, "InvalidObjectName", message);

    public static OssError InvalidDigest() => new(400, "InvalidDigest", "The Content-MD5 you specified was invalid.");

    public static OssError EntityTooLarge() => new(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size.");

    public static OssError RequestTimeout() =>
        new(400, "RequestTimeout", "Your socket connection to the server was not read from or written to within the timeout period.");

    public static OssError InvalidEncryptionAlgorithm() =>
        new(400, "InvalidEncryptionAlgorithmError", "The Encryption request you specified is not valid. Supported value: AES256/SM4/KMS.");

    public static OssError MalformedXml(string detail) =>
        new OssError(400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema.")
            .WithElement("ErrorDetail", detail);

    /// <summary>The documentation specifies status 400, not 501.</summary>
    public static OssError NotImplementedHeader(string header) =>
        new OssError(400, "NotImplemented", "A header you provided implies functionality that is not implemented.")
            .WithElement("Header", header);

    /// <summary>OSS has no callback for appends. A client that requests one would misread the response.</summary>
    public static OssError CallbackNotSupported() =>
        new OssError(400, "NotImplemented", "OSS does not support an upload callback for AppendObject.")
            .WithElement("Header", OssHeaders.Callback);

    public static OssError CopyNotSupported() =>
        new(400, "OperationNotSupported", "OSS copies an append object onto itself only, to change its metadata.");

    /// <summary>
    /// An operation that is not emulated. The status 501 distinguishes it from an unsupported header or invalid argument, which get 400.
    /// </summary>
    public static OssError NotImplementedHere(string what) => new(501, "NotImplemented", $"This emulator does not implement {what}.");

    public static OssError SealNotSupported() => new(400, "OperationNotSupported", "SealAppendable is not supported.", "0016-00000513");

    public static OssError AccessDenied(string message, string? ec = null) => new(403, "AccessDenied", message, ec);

    public static OssError InvalidAccessKeyId(string accessKeyId) =>
        new OssError(
            403, InvalidAccessKeyIdCode, "The OSS Access Key Id you provided does not exist in our records.", "0002-00000902")
            .WithElement("OSSAccessKeyId", accessKeyId);

    /// <param name="header">The header or parameter with an unknown time format, or null if the time is missing.</param>
    public static OssError InvalidDate(string? header) => header is null
        ? AccessDenied("OSS authentication requires a valid Date.", "0002-00000503").WithElement("ArgumentName", "Date, x-oss-date")
        : AccessDenied("OSS authentication requires a valid Date.", "0002-00000502").WithElement("ArgumentName", header);

    /// <summary>A bucket is served only by the endpoints of its region.</summary>
    public static OssError WrongEndpoint(string right) =>
        AccessDenied(
            "The bucket you are attempting to access must be addressed using the specified endpoint. "
            + "Please send all future requests to this endpoint.")
            .WithElement("Endpoint", right);

    public static OssError SecurityTokenExpired() =>
        new(403, "SecurityTokenExpired", "The security token you provided has expired.");

    public static OssError SecondLevelDomainForbidden() =>
        new(403, "SecondLevelDomainForbidden", "The bucket you are attempting to access must be addressed using OSS third level domain.");

    public static OssError InvalidObjectState() =>
        new(403, "InvalidObjectState", "The operation is not valid for the object's state.");

    public static OssError NoSuchBucket(string bucket) =>
        new OssError(404, "NoSuchBucket", "The specified bucket does not exist.", "0015-00000101").WithElement("BucketName", bucket);

    public static OssError NoSuchKey(string key) =>
        new OssError(404, "NoSuchKey", "The specified key does not exist.", "0026-00000001").WithElement("Key", key);

    public static OssError MethodNotAllowed(string method, string resourceType, string allow) =>
        new OssError(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
            .WithElement("Method", method)
            .WithElement("ResourceType", resourceType)
            .WithHeader("Allow", allow);

    /// <summary>The only error with the object's length, in a header and not in the document.</summary>
    public static OssError PositionNotEqualToLength(long lengthBytes) =>
        new OssError(409, "PositionNotEqualToLength", "Position is not equal to file length", "0026-00000016")
            .WithHeader(OssHeaders.NextAppendPosition, lengthBytes.ToString(CultureInfo.InvariantCulture));

    public static OssError ObjectNotAppendable(string message = "The object is not appendable") =>
        new(409, "ObjectNotAppendable", message, "0026-00000017");

    public static OssError FileImmutable() => new(409, "FileImmutable", "The object you specified is immutable.");

    public static OssError FileAlreadyExists() =>
        new(409, "FileAlreadyExists", "The object you specified already exists and can not be overwritten.");

    public static OssError BucketNotEmpty(string bucket) =>
        new OssError(409, "BucketNotEmpty", "The bucket you tried to delete is not empty.").WithElement("BucketName", bucket);

    public static OssError MissingContentLength() => new(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");

    public static OssError PreconditionFailed(string condition) =>
        new OssError(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold.")
            .WithElement("Condition", condition);

    public static OssError InvalidRange() => new(416, "InvalidRange", "The requested range cannot be satisfied");

    public static OssError InternalError(string message) => new(500, "InternalError", message);
}
