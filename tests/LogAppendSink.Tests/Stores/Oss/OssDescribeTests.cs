using LogAppendSink.Stores;
using LogAppendSink.TestSupport.Stores;
using Xunit;
using static LogAppendSink.Tests.Stores.Oss.OssStoreScenario;

namespace LogAppendSink.Tests.Stores.Oss;

public sealed class OssDescribeTests : IDisposable
{
    private readonly OssStoreScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    [Theory]
    [InlineData("Appendable", null, true, false, true)]
    [InlineData("appendable", null, true, false, true)]
    [InlineData("Appendable", "Wed, 07 May 2025 23:00:00 GMT", true, true, false)] // sealed
    [InlineData("Normal", null, false, false, false)]
    [InlineData("Multipart", null, false, false, false)]
    [InlineData("Symlink", null, false, false, false)]
    [InlineData(null, null, false, false, false)]
    public async Task Description_has_the_end_and_the_state_of_the_object(string? type, string? sealedTime, bool isAppendObject, bool isSealed, bool takesAppends)
    {
        string?[] headers =
        [
            "Content-Length: 4",
            "x-oss-next-append-position: 4",
            "x-oss-hash-crc64ecma: 18020588380933092773",
            type is null ? null : $"x-oss-object-type: {type}",
            sealedTime is null ? null : $"x-oss-sealed-time: {sealedTime}",
        ];
        _scenario.Network.Answer(200, [.. headers.OfType<string>()]);

        var found = StoreAssert.Found(await _scenario.DescribeAsync());

        Assert.Equal(new ObjectEnd(4, ContentChecksum.Of(18020588380933092773UL)), found.End);
        Assert.Equal((isAppendObject, isSealed, takesAppends), (found.IsAppendObject, found.IsSealed, found.TakesAppends));
    }

    [Fact]
    public async Task End_is_the_content_length_when_the_response_has_no_position()
    {
        _scenario.Network.Answer(200, "Content-Length: 1717", "x-oss-object-type: Normal");

        Assert.Equal(new ObjectEnd(1717, ContentChecksum.None), StoreAssert.Found(await _scenario.DescribeAsync()).End);
    }

    [Fact]
    public async Task Description_has_the_headers_and_the_end_when_the_store_returns_both()
    {
        _scenario.Network.Answer(
            200, "Content-Length: 4", "x-oss-object-type: Appendable", "x-oss-hash-crc64ecma: 7", "ETag: \"AB\"", "x-oss-storage-class: IA", "x-oss-tagging-count: 2", "x-oss-meta-Team: web");

        var found = StoreAssert.Found(await _scenario.DescribeAsync());

        Assert.Equal((Key, 4L, 7UL, "AB", "IA", 2), (found.Key, found.LengthBytes, found.Crc64, found.ETag, found.StorageClass, found.TagCount));
        Assert.Equal(new ObjectEnd(4, ContentChecksum.Of(7)), found.End);
        Assert.Equal("web", found.Metadata["team"]);
    }

    [Fact]
    public async Task Description_is_refused_when_it_has_two_lengths()
    {
        _scenario.Network.Answer(200, "Content-Length: 4", "x-oss-next-append-position: 5", "x-oss-object-type: Appendable");

        Assert.Equal("the response has two lengths, 4 and 5", ErrorOf(await _scenario.DescribeAsync()).Detail);
    }

    [Fact]
    public async Task Description_is_refused_when_a_success_has_no_length()
    {
        _scenario.Network.Answer(200, "x-oss-object-type: Appendable");

        var error = ErrorOf(await _scenario.DescribeAsync());

        Assert.Equal(StoreErrorKind.Unreadable, error.Kind);
        Assert.StartsWith("OSS sent an unreadable response to the HEAD of 'logs/web 1.clef' in bucket 'acme-logs': 200: the response has no length.", error.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Object_is_absent_when_the_error_is_NoSuchKey()
    {
        _scenario.Network.AnswerHeadError(404, "NoSuchKey");

        StoreAssert.Absent(await _scenario.DescribeAsync());
    }

    [Theory]
    [InlineData(404, "NoSuchBucket", "NoSuchBucket")]
    [InlineData(403, "AccessDenied", "AccessDenied")]
    [InlineData(403, "SignatureDoesNotMatch", "InvalidCredentials")]
    [InlineData(503, "ServiceUnavailable", "Throttled")]
    public async Task Error_of_a_HEAD_is_read_from_its_header(int status, string code, string kind)
    {
        _scenario.Network.AnswerHeadError(status, code);

        var error = ErrorOf(await _scenario.DescribeAsync());

        Assert.Equal((kind, code, "5C3D8D2A0ACA54D87B43"), (error.Kind.ToString(), error.Code, error.RequestId));
    }

    [Theory]
    [InlineData("x-oss-ec: 0026-00000001")] // no x-oss-err
    [InlineData("x-oss-err: not base64!")]
    [InlineData("x-oss-err: bm90IHhtbA==")] // not XML
    public async Task Object_is_absent_when_a_404_names_no_reason_and_a_GET_names_the_key(string header)
    {
        _scenario.Network.Answer(404, header).AnswerError(404, "NoSuchKey");

        StoreAssert.Absent(await _scenario.DescribeAsync());
        Assert.Equal(["HEAD", "GET"], _scenario.Network.Sent.Select(sent => sent.Method));
        Assert.Equal(("bytes=0-0", "standard"), (_scenario.Network.Sent[1].Header("Range"), _scenario.Network.Sent[1].Header("x-oss-range-behavior")));
    }

    [Theory]
    [InlineData(404, 404, "NoSuchBucket", "NoSuchBucket")]
    [InlineData(404, 404, null, "Unreadable")] // From a proxy or a gateway that removes the reason: it proves nothing.
    [InlineData(404, 403, "AccessDenied", "AccessDenied")]
    [InlineData(404, 503, "ServiceUnavailable", "Throttled")]
    [InlineData(404, 416, "InvalidRange", "Unreadable")] // An empty object was created in between.
    [InlineData(403, 403, null, "AccessDenied")]
    [InlineData(403, 403, "SignatureDoesNotMatch", "InvalidCredentials")]
    [InlineData(400, 400, "InvalidBucketName", "InvalidRequest")]
    public async Task Head_that_names_no_reason_fails_by_the_reason_of_a_GET(int status, int getStatus, string? code, string kind)
    {
        _scenario.Network.Answer(status).AnswerError(getStatus, code);

        var error = ErrorOf(await _scenario.DescribeAsync());

        Assert.Equal((kind, "HEAD of"), (error.Kind.ToString(), error.Operation));
        Assert.Equal(2, _scenario.Network.Sent.Count);
    }

    [Theory]
    [InlineData(500, "ServerError")]
    [InlineData(502, "ServerError")]
    [InlineData(503, "Throttled")]
    [InlineData(429, "Throttled")]
    [InlineData(408, "Timeout")]
    public async Task Status_alone_determines_the_kind_when_the_store_is_busy_or_unavailable(int status, string kind)
    {
        _scenario.Network.Answer(status);

        Assert.Equal(kind, ErrorOf(await _scenario.DescribeAsync()).Kind.ToString());
        Assert.Single(_scenario.Network.Sent);
    }

    [Fact]
    public async Task Object_is_found_by_a_GET_when_a_gateway_does_not_support_HEAD()
    {
        _scenario.Network.Answer(404).Answer(
            206, new StringContent("x"), "Content-Range: bytes 0-0/1717", "x-oss-object-type: Appendable", "x-oss-next-append-position: 1717", "x-oss-hash-crc64ecma: 7");

        var found = StoreAssert.Found(await _scenario.DescribeAsync());

        Assert.Equal((new ObjectEnd(1717, ContentChecksum.Of(7)), true), (found.End, found.TakesAppends));
    }

    [Fact]
    public async Task Object_is_not_read_when_the_network_fails_after_a_head_without_a_reason()
    {
        _scenario.Network.Answer(404).Fail(new HttpRequestException(HttpRequestError.ResponseEnded, "It ended."));

        Assert.Equal(StoreErrorKind.ConnectionLost, ErrorOf(await _scenario.DescribeAsync()).Kind);
    }

    [Theory]
    [InlineData(404, "SymlinkTargetNotExist")]
    [InlineData(400, "InvalidTargetType")]
    public async Task Symbolic_link_is_an_object_that_refuses_appends(int status, string code)
    {
        _scenario.Network.AnswerHeadError(status, code);

        Assert.False(StoreAssert.Found(await _scenario.DescribeAsync()).TakesAppends);
    }

    [Fact]
    public async Task Missing_object_has_no_description_when_the_head_names_no_reason()
    {
        _scenario.Network.Answer(404).AnswerError(404, "NoSuchKey");

        StoreAssert.Absent(await _scenario.Store.DescribeAsync(Key, CancellationToken.None));
    }
}
