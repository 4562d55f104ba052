using LogAppendSink.Stores;
using Xunit;
using static LogAppendSink.Tests.Stores.Oss.OssStoreScenario;

namespace LogAppendSink.Tests.Stores.Oss;

/// <summary>Every answer that the protocol knows, to an append: what is certain of it, and what kind of trouble it is.</summary>
public class OssErrorTableTests
{
    [Theory]
    // About the object. "AppendObject", "SealAppendObject" and "HTTP status code 409" of the documentation, the SDKs' tests.
    [InlineData(409, "PositionNotEqualToLength", "Conflict", "PositionConflict")]
    [InlineData(409, "ObjectNotAppendable", "NotAppendable", "NotAppendable")]
    [InlineData(411, "ObjectNotAppendable", "NotAppendable", "NotAppendable")] // as "HTTP status code 411" has it
    [InlineData(400, "AppendSealedObjectNotAllowed", "NotAppendable", "NotAppendable")] // SDK for Python v2, test_seal_append_object
    [InlineData(403, "AppendSealedObjectNotAllowed", "NotAppendable", "NotAppendable")]
    [InlineData(409, "AppendSealedObjectNotAllowed", "NotAppendable", "NotAppendable")] // "SealAppendObject"
    [InlineData(409, "FileImmutable", "NotAppendable", "NotAppendable")]
    [InlineData(409, "FileAlreadyExists", "NotAppendable", "NotAppendable")]
    [InlineData(400, "EntityTooLarge", "NotAppendable", "NotAppendable")] // over the cap of an object
    [InlineData(403, "InvalidObjectState", "NotAppendable", "NotAppendable")] // archived
    [InlineData(404, "SymlinkTargetNotExist", "NotAppendable", "NotAppendable")]
    [InlineData(400, "InvalidTargetType", "NotAppendable", "NotAppendable")] // a link to a link
    // About us: "HTTP status code 403".
    [InlineData(403, "AccessDenied", "Refused", "AccessDenied")]
    [InlineData(403, "AccessForbidden", "Refused", "AccessDenied")]
    [InlineData(403, "AbnormalBucketOwnerStatus", "Refused", "AccessDenied")]
    [InlineData(403, "BucketDisable", "Refused", "AccessDenied")]
    [InlineData(403, "BucketNotBelongTo", "Refused", "AccessDenied")]
    [InlineData(403, "CnameDenied", "Refused", "AccessDenied")]
    [InlineData(403, "InDebt", "Refused", "AccessDenied")]
    [InlineData(403, "InDebtOverdue", "Refused", "AccessDenied")]
    [InlineData(403, "KmsInDebt", "Refused", "AccessDenied")]
    [InlineData(403, "KmsInDebtOverdue", "Refused", "AccessDenied")]
    [InlineData(403, "KmsServiceNotEnabled", "Refused", "AccessDenied")]
    [InlineData(403, "KmsUbsmsInvalidBid", "Refused", "AccessDenied")]
    [InlineData(403, "UbsmsInvalidBid", "Refused", "AccessDenied")]
    [InlineData(403, "UserDisable", "Refused", "AccessDenied")]
    [InlineData(409, "KeyDisabled", "Refused", "AccessDenied")]
    [InlineData(409, "KeyPendingDeletion", "Refused", "AccessDenied")]
    [InlineData(403, "InvalidAccessKeyId", "Refused", "InvalidCredentials")]
    [InlineData(403, "SignatureDoesNotMatch", "Refused", "InvalidCredentials")]
    [InlineData(403, "AccessKeyIdAndSecurityTokenNotMatch", "Refused", "InvalidCredentials")]
    [InlineData(403, "SecurityTokenNotSupported", "Refused", "InvalidCredentials")]
    [InlineData(403, "InvalidSecurityToken", "Refused", "ExpiredCredentials")]
    [InlineData(403, "SecurityTokenExpired", "Refused", "ExpiredCredentials")]
    [InlineData(403, "RequestTimeTooSkewed", "Refused", "ClockSkew")]
    [InlineData(403, "SecondLevelDomainForbidden", "Refused", "WrongEndpoint")]
    [InlineData(403, "NonStandardHostForbidden", "Refused", "WrongEndpoint")]
    [InlineData(403, "TransferAccelerationDisabled", "Refused", "WrongEndpoint")]
    [InlineData(403, "PermanentRedirect", "Refused", "WrongEndpoint")]
    [InlineData(301, "PermanentRedirect", "Refused", "WrongEndpoint")]
    [InlineData(307, "TemporaryRedirect", "Refused", "WrongEndpoint")]
    [InlineData(302, null, "Refused", "WrongEndpoint")]
    [InlineData(404, "NoSuchBucket", "Refused", "NoSuchBucket")]
    // About the request: "HTTP status code 400", 411 and 412, the EC codes of AppendObject.
    [InlineData(400, "InvalidArgument", "Refused", "InvalidRequest")]
    [InlineData(400, "MissingArgument", "Refused", "InvalidRequest")]
    [InlineData(400, "InvalidBucketName", "Refused", "InvalidRequest")]
    [InlineData(400, "InvalidObjectName", "Refused", "InvalidRequest")]
    [InlineData(400, "InvalidEncryptionAlgorithmError", "Refused", "InvalidRequest")]
    [InlineData(400, "InvalidTag", "Refused", "InvalidRequest")]
    [InlineData(400, "InvalidURI", "Refused", "InvalidRequest")]
    [InlineData(400, "NotImplemented", "Refused", "InvalidRequest")]
    [InlineData(411, "MissingContentLength", "Refused", "InvalidRequest")]
    [InlineData(412, "PreconditionFailed", "Refused", "InvalidRequest")]
    // Unknown, or of more than one meaning.
    [InlineData(400, "OperationNotSupported", "Refused", "Refused")] // "SealAppendable is not supported." is not the only one
    [InlineData(405, "MethodNotAllowed", "Refused", "Refused")]
    [InlineData(404, "NoSuchKey", "Refused", "Refused")]
    [InlineData(400, "SomethingNew", "Refused", "Refused")]
    [InlineData(403, "SomethingNew", "Refused", "Refused")]
    [InlineData(409, "SomethingNew", "Refused", "Refused")]
    // About the store: it is unknown whether it was applied.
    [InlineData(500, "InternalError", "Unanswered", "ServerError")]
    [InlineData(500, null, "Unanswered", "ServerError")]
    [InlineData(500, "ObjectNotAppendable", "Unanswered", "ServerError")]
    [InlineData(502, null, "Unanswered", "ServerError")]
    [InlineData(504, null, "Unanswered", "ServerError")]
    [InlineData(400, "BadRequest", "Unanswered", "ServerError")]
    [InlineData(400, "InvalidDigest", "Unanswered", "ServerError")]
    [InlineData(400, "InvalidCRC64", "Unanswered", "ServerError")]
    [InlineData(409, "StaleFile", "Unanswered", "ServerError")]
    [InlineData(503, "ServiceUnavailable", "Unanswered", "Throttled")]
    [InlineData(503, "TotalQpsLimitExceeded", "Unanswered", "Throttled")]
    [InlineData(503, "MetaOperationQpsLimitExceeded", "Unanswered", "Throttled")]
    [InlineData(503, "ActiveRequestLimitExceeded", "Unanswered", "Throttled")]
    [InlineData(503, "CpuLimitExceeded", "Unanswered", "Throttled")]
    [InlineData(503, "PartitionQpsLimitted", "Unanswered", "Throttled")]
    [InlineData(503, "UploadTrafficRateLimitExceeded", "Unanswered", "Throttled")]
    [InlineData(403, "DownloadTrafficRateLimitExceeded", "Unanswered", "Throttled")]
    [InlineData(503, null, "Unanswered", "Throttled")]
    [InlineData(429, "QpsLimitExceeded", "Unanswered", "Throttled")]
    [InlineData(429, null, "Unanswered", "Throttled")]
    [InlineData(408, null, "Unanswered", "Timeout")]
    [InlineData(400, "RequestTimeout", "Unanswered", "Timeout")]
    // Not OSS at all, perhaps: the status has a meaning, but proves nothing.
    [InlineData(401, null, "Unanswered", "AccessDenied")]
    [InlineData(403, null, "Unanswered", "AccessDenied")]
    [InlineData(400, null, "Unanswered", "Unreadable")]
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
    [InlineData("The value of position is invalid.", "InvalidRequest")]
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

    [Theory]
    [InlineData(1717, "Conflict")] // There is nothing that could end there.
    [InlineData(0, "Refused")]
    public async Task Key_that_does_not_exist_ends_at_zero_when_an_append_to_a_later_position_says_so(long position, string expected)
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.AnswerError(404, "NoSuchKey");

        var answer = await scenario.AppendAsync(position);

        Assert.Equal(expected, answer.GetType().Name);
        Assert.Equal(position > 0 ? 0 : null, (answer as AppendAnswer.Conflict)?.NextPosition);
    }

    [Theory]
    [InlineData("x-oss-next-append-position: 2039", 2039L)]
    [InlineData("Server: nginx", null)]
    public async Task Conflict_says_where_the_object_ends_when_the_store_does(string header, long? expected)
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.AnswerError(409, "PositionNotEqualToLength", headers: header);

        Assert.Equal(expected, Assert.IsType<AppendAnswer.Conflict>(await scenario.AppendAsync()).NextPosition);
    }

    [Theory]
    [InlineData(403, "UserDisable", "overdue payments")]
    [InlineData(409, "KeyDisabled", "Check the key of KMS")]
    [InlineData(403, "InvalidObjectState", "The object is archived")]
    [InlineData(411, "MissingContentLength", "without its length")]
    [InlineData(400, "InvalidArgument", "Check the settings that it names")]
    [InlineData(403, "SomethingNew", "may do oss:PutObject")]
    [InlineData(403, null, "may do oss:PutObject")]
    public async Task Refusal_names_what_to_check(int status, string? code, string expected)
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.AnswerError(status, code);

        var words = ErrorOf(await scenario.AppendAsync()).Describe();

        Assert.Contains(expected, words, StringComparison.Ordinal);
        Assert.DoesNotContain("answers in its place", words, StringComparison.Ordinal);
    }
}
