using LogAppendSink.Stores;
using Xunit;

namespace LogAppendSink.Tests.Stores;

public class StoreErrorTests
{
    [Theory]
    [InlineData("Unreachable", "OSS cannot be reached for the append to 'app.clef' in bucket 'acme-logs'.")]
    [InlineData("ConnectionLost", "OSS did not respond to the append to 'app.clef' in bucket 'acme-logs'.")]
    [InlineData("Timeout", "OSS did not respond to the append to 'app.clef' in bucket 'acme-logs'.")]
    [InlineData("ServerError", "OSS failed at the append to 'app.clef' in bucket 'acme-logs'.")]
    [InlineData("Unreadable", "OSS sent an unreadable response to the append to 'app.clef' in bucket 'acme-logs'.")]
    [InlineData("NoCredentials", "OSS cannot be called for the append to 'app.clef' in bucket 'acme-logs'.")]
    [InlineData("AccessDenied", "OSS refused the append to 'app.clef' in bucket 'acme-logs'.")]
    public void Message_names_the_failure_and_the_operation(string kind, string expected)
    {
        Assert.Equal(expected, new StoreError(Enum.Parse<StoreErrorKind>(kind), "append to", "app.clef", "acme-logs").Describe());
    }

    [Theory]
    [InlineData(503, null, null, null, null, ": 503.")]
    [InlineData(403, "AccessDenied", null, "5C3D", "Check this.", ": 403 AccessDenied (request 5C3D). Check this.")]
    [InlineData(null, null, "Connection refused (ConnectionRefused)", null, "Check Endpoint.", ": Connection refused (ConnectionRefused). Check Endpoint.")]
    [InlineData(200, null, "the response has no length", "5C3D", null, ": 200: the response has no length (request 5C3D).")]
    [InlineData(null, "NoStatus", null, null, null, ".")]
    public void Message_has_the_stores_code_and_request_id(int? status, string? code, string? detail, string? requestId, string? hint, string ending)
    {
        var error = new StoreError(StoreErrorKind.Refused, "read of", "app.clef", "acme-logs")
        {
            HttpStatus = status,
            Code = code,
            Detail = detail,
            RequestId = requestId,
            Hint = hint,
        };

        Assert.Equal($"OSS refused the read of 'app.clef' in bucket 'acme-logs'{ending}", error.Describe());
    }
}
