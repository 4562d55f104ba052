using LogAppendSink.Stores;
using LogAppendSink.TestSupport.Stores;
using Xunit;
using static LogAppendSink.Tests.Stores.Rgw.RgwStoreScenario;

namespace LogAppendSink.Tests.Stores.Rgw;

/// <summary>Responses of RGW, except those to appends, which are in the table of LogAppendSink.Http.Tests.</summary>
public sealed class RgwResponseTests : IDisposable
{
    private readonly RgwStoreScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task Append_is_stored_when_the_response_has_its_end_and_its_MD5()
    {
        _scenario.Network.Answer(200, "x-rgw-next-append-position: 106", BodyETag);

        var stored = Assert.IsType<AppendResult.Stored>(await _scenario.AppendAsync(position: 100));

        Assert.Equal((106, null), (stored.End.LengthBytes, stored.Contradiction));
    }

    [Fact]
    public async Task Append_is_stored_with_a_contradiction_when_the_MD5_differs()
    {
        _scenario.Network.Answer(200, "x-rgw-next-append-position: 106", "ETag: \"00000000000000000000000000000001\"");

        Assert.NotNull(Assert.IsType<AppendResult.Stored>(await _scenario.AppendAsync(position: 100)).Contradiction);
    }

    [Fact]
    public async Task Append_is_in_doubt_when_a_success_has_no_position()
    {
        _scenario.Network.Answer(200, BodyETag);

        Assert.Equal(StoreErrorKind.Unreadable, AppendResults.ErrorOf(await _scenario.AppendAsync()).Kind);
    }

    [Fact]
    public async Task Object_is_absent_when_the_HEAD_fails_and_the_bucket_exists()
    {
        _scenario.Network.Answer(404).Answer(200, "X-RGW-Object-Count: 40");

        StoreAssert.Absent(await _scenario.DescribeAsync());
        Assert.Equal(
            ["HEAD https://rgw.example.com/acme-logs/logs/web%201.clef", "HEAD https://rgw.example.com/acme-logs/"],
            _scenario.Network.Sent.Select(sent => $"{sent.Method} {sent.Url}"));
    }

    [Theory]
    [InlineData(404, 404, "NoSuchKey", true, null)]
    [InlineData(404, 404, "NoSuchBucket", false, "NoSuchBucket")]
    [InlineData(404, 403, "NoSuchKey", true, null)]
    [InlineData(404, 200, null, false, "Unreadable")]
    public async Task GET_follows_when_the_bucket_is_not_confirmed(int status, int bucketStatus, string? code, bool isAbsent, string? kind)
    {
        _scenario.Network.Answer(status).Answer(bucketStatus).AnswerError(status, code);

        var head = await _scenario.DescribeAsync();

        Assert.Equal((isAbsent, kind), (head.IsAbsent, head.Error?.Kind.ToString()));
        Assert.Equal(["HEAD", "HEAD", "GET"], _scenario.Network.Sent.Select(sent => sent.Method));
    }

    [Fact]
    public async Task GET_follows_when_the_HEAD_is_refused()
    {
        _scenario.Network.Answer(403).AnswerError(403, "AccessDenied");

        Assert.Equal(StoreErrorKind.AccessDenied, StoreAssert.Failed(await _scenario.DescribeAsync()).Kind);
        Assert.Equal(["HEAD", "GET"], _scenario.Network.Sent.Select(sent => sent.Method));
    }

    [Theory]
    [InlineData("Appendable", true)]
    [InlineData("Normal", false)]
    public async Task Description_has_the_type_of_the_object(string type, bool expected)
    {
        _scenario.Network.Answer(200, "Content-Length: 6", $"x-rgw-object-type: {type}", "ETag: \"00000000000000000000000000000001-3\"");

        var found = StoreAssert.Found(await _scenario.DescribeAsync());

        Assert.Equal((6, (UInt128)1, expected), (found.End.LengthBytes, found.End.Checksum.Value, found.TakesAppends));
    }

    [Fact]
    public async Task Listing_continues_after_the_previous_page()
    {
        _scenario.Network
            .Answer(200, Page("a%20b", isTruncated: true))
            .Answer(200, Page("c", isTruncated: false));

        var first = StoreAssert.Found(await _scenario.Store.ListAsync("logs/", continuation: null, CancellationToken.None));
        var second = StoreAssert.Found(await _scenario.Store.ListAsync("logs/", first.Continuation, CancellationToken.None));

        Assert.Equal(["a b", "c"], first.Objects.Concat(second.Objects).Select(entry => entry.Key));
        Assert.Null(second.Continuation);
        Assert.DoesNotContain("continuation-token", _scenario.Network.Sent[0].Url, StringComparison.Ordinal);
        Assert.Contains("continuation-token=to%2Fken", _scenario.Network.Sent[1].Url, StringComparison.Ordinal);
    }

    private static StringContent Page(string key, bool isTruncated) => new(
        $"""
        <?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>acme-logs</Name><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType>
        <IsTruncated>{(isTruncated ? "true" : "false")}</IsTruncated><NextContinuationToken>to%2Fken</NextContinuationToken>
        <Contents><Key>{key}</Key><LastModified>2026-11-23T02:00:00.000Z</LastModified><ETag>&quot;0&quot;</ETag><Size>6</Size><Type>Appendable</Type></Contents></ListBucketResult>
        """);
}
