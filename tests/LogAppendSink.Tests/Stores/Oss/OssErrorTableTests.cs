using LogAppendSink.Stores;
using Xunit;
using static LogAppendSink.Tests.Stores.Oss.OssStoreScenario;

namespace LogAppendSink.Tests.Stores.Oss;

/// <summary>Every answer that the protocol knows, to an append: what is certain of it, and what kind of trouble it is.</summary>
public class OssErrorTableTests
{
    [Theory]
    // About the object.
    [InlineData(409, "PositionNotEqualToLength", "Conflict", "PositionConflict")]
    [InlineData(409, "ObjectNotAppendable", "NotAppendable", "NotAppendable")]
    [InlineData(411, "ObjectNotAppendable", "NotAppendable", "NotAppendable")] // as one page of the documentation has it
    [InlineData(409, "FileImmutable", "NotAppendable", "NotAppendable")]
    [InlineData(400, "EntityTooLarge", "NotAppendable", "NotAppendable")] // over the cap of an object
    // About us.
    [InlineData(403, "AccessDenied", "Refused", "AccessDenied")]
    [InlineData(403, "InvalidObjectState", "Refused", "AccessDenied")]
    [InlineData(403, "KmsServiceNotEnabled", "Refused", "AccessDenied")]
    [InlineData(403, "UserDisable", "Refused", "AccessDenied")]
    [InlineData(403, "InvalidAccessKeyId", "Refused", "InvalidCredentials")]
    [InlineData(403, "SignatureDoesNotMatch", "Refused", "InvalidCredentials")]
    [InlineData(403, "AccessKeyIdAndSecurityTokenNotMatch", "Refused", "InvalidCredentials")]
    [InlineData(403, "SecurityTokenNotSupported", "Refused", "InvalidCredentials")]
    [InlineData(403, "InvalidSecurityToken", "Refused", "ExpiredCredentials")]
    [InlineData(403, "SecurityTokenExpired", "Refused", "ExpiredCredentials")]
    [InlineData(403, "RequestTimeTooSkewed", "Refused", "ClockSkew")]
    [InlineData(403, "SecondLevelDomainForbidden", "Refused", "WrongEndpoint")]
    [InlineData(301, "PermanentRedirect", "Refused", "WrongEndpoint")]
    [InlineData(307, "TemporaryRedirect", "Refused", "WrongEndpoint")]
    [InlineData(302, null, "Refused", "WrongEndpoint")]
    [InlineData(404, "NoSuchBucket", "Refused", "NoSuchBucket")]
    [InlineData(404, "NoSuchKey", "Refused", "Refused")]
    [InlineData(400, "InvalidArgument", "Refused", "Refused")]
    [InlineData(400, "MissingArgument", "Refused", "Refused")]
    [InlineData(400, "InvalidBucketName", "Refused", "Refused")]
    [InlineData(400, "InvalidObjectName", "Refused", "Refused")]
    [InlineData(400, "InvalidDigest", "Refused", "Refused")]
    [InlineData(400, "InvalidEncryptionAlgorithmError", "Refused", "Refused")]
    [InlineData(400, "NotImplemented", "Refused", "Refused")]
    [InlineData(400, "OperationNotSupported", "Refused", "Refused")]
    [InlineData(405, "MethodNotAllowed", "Refused", "Refused")]
    [InlineData(409, "FileAlreadyExists", "Refused", "Refused")]
    [InlineData(411, "MissingContentLength", "Refused", "Refused")]
    [InlineData(412, "PreconditionFailed", "Refused", "Refused")]
    // About the store: nobody knows whether it was applied.
    [InlineData(500, "InternalError", "Unanswered", "ServerError")]
    [InlineData(500, null, "Unanswered", "ServerError")]
    [InlineData(502, null, "Unanswered", "ServerError")]
    [InlineData(504, null, "Unanswered", "ServerError")]
    [InlineData(400, "BadRequest", "Unanswered", "ServerError")]
    [InlineData(503, "ServiceUnavailable", "Unanswered", "Throttled")]
    [InlineData(503, "TotalQpsLimitExceeded", "Unanswered", "Throttled")]
    [InlineData(503, "UploadTrafficRateLimitExceeded", "Unanswered", "Throttled")]
    [InlineData(503, null, "Unanswered", "Throttled")]
    [InlineData(429, null, "Unanswered", "Throttled")]
    [InlineData(408, null, "Unanswered", "Timeout")]
    [InlineData(400, "RequestTimeout", "Unanswered", "Timeout")]
    // Not OSS at all, perhaps.
    [InlineData(400, null, "Unanswered", "Unreadable")]
    [InlineData(403, null, "Unanswered", "Unreadable")]
    [InlineData(404, null, "Unanswered", "Unreadable")]
    [InlineData(409, null, "Unanswered", "Unreadable")]
    [InlineData(413, null, "Unanswered", "Unreadable")]
    public async Task An_answer_is_sorted_by_what_is_certain(int status, string? code, string expected, string kind)
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.AnswerError(status, code);

        var answer = await scenario.AppendAsync();

        var error = AppendAnswers.AssertSorted(answer, expected, kind, status, code);
        Assert.Equal(code is null ? null : "5C3D8D2A0ACA54D87B43", error.RequestId);
    }

    [Theory]
    [InlineData("Invalid signing date in Authorization header.", "ClockSkew")]
    [InlineData("Invalid signing region in Authorization header.", "WrongEndpoint")]
    [InlineData("The value of position is invalid.", "Refused")]
    public async Task A_date_in_the_signature_that_is_far_off_is_a_matter_of_clocks(string message, string kind)
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.AnswerError(400, "InvalidArgument", message);

        Assert.Equal(kind, ErrorOf(await scenario.AppendAsync()).Kind.ToString());
    }

    [Fact]
    public async Task A_bucket_that_lives_elsewhere_is_a_matter_of_the_endpoint()
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.AnswerError(403, "AccessDenied", extra: "<Endpoint>oss-cn-beijing.aliyuncs.com</Endpoint>");

        Assert.Equal(StoreErrorKind.WrongEndpoint, ErrorOf(await scenario.AppendAsync()).Kind);
    }
}
