using LogAppendSink.Stores;
using LogAppendSink.TestSupport.Stores;
using Xunit;
using static LogAppendSink.Tests.Stores.Rgw.RgwStoreScenario;

namespace LogAppendSink.Tests.Stores.Rgw;

/// <summary>Responses of RGW besides its errors, whose table is in LogAppendSink.Http.Tests.</summary>
public sealed class RgwResponseTests : IDisposable
{
    private readonly RgwStoreScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task An_append_is_stored_where_the_position_and_the_bytes_are_told_back()
    {
        _scenario.Network.Answer(200, "x-rgw-next-append-position: 106", BodyETag);

        var stored = Assert.IsType<AppendResult.Stored>(await _scenario.AppendAsync(position: 100));

        Assert.Equal((106, null), (stored.End.LengthBytes, stored.Contradiction));
    }

    [Fact]
    public async Task That_other_bytes_were_stored_is_a_contradiction()
    {
        _scenario.Network.Answer(200, "x-rgw-next-append-position: 106", "ETag: \"00000000000000000000000000000001\"");

        Assert.NotNull(Assert.IsType<AppendResult.Stored>(await _scenario.AppendAsync(position: 100)).Contradiction);
    }

    [Fact]
    public async Task A_success_without_a_position_proves_nothing()
    {
        _scenario.Network.Answer(200, BodyETag);

        Assert.Equal(StoreErrorKind.Unreadable, AppendResults.ErrorOf(await _scenario.AppendAsync()).Kind);
    }

    [Fact]
    public async Task An_object_that_is_not_there_is_absent_where_the_gateway_knows_the_bucket()
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
    public async Task Where_the_bucket_is_not_there_for_certain_a_question_follows_that_has_a_code(int status, int bucketStatus, string? code, bool isAbsent, string? kind)
    {
        _scenario.Network.Answer(status).Answer(bucketStatus).AnswerError(status, code);

        var head = await _scenario.DescribeAsync();

        Assert.Equal((isAbsent, kind), (head.IsAbsent, head.Error?.Kind.ToString()));
        Assert.Equal(["HEAD", "HEAD", "GET"], _scenario.Network.Sent.Select(sent => sent.Method));
    }

    [Fact]
    public async Task A_look_that_is_refused_is_followed_by_a_question_that_has_a_code()
    {
        _scenario.Network.Answer(403).AnswerError(403, "AccessDenied");

        Assert.Equal(StoreErrorKind.AccessDenied, StoreAssert.Failed(await _scenario.DescribeAsync()).Kind);
        Assert.Equal(["HEAD", "GET"], _scenario.Network.Sent.Select(sent => sent.Method));
    }

    [Theory]
    [InlineData("Appendable", true)]
    [InlineData("Normal", false)]
    public async Task A_look_tells_whether_the_object_takes_appends(string type, bool expected)
    {
        _scenario.Network.Answer(200, "Content-Length: 6", $"x-rgw-object-type: {type}", "ETag: \"00000000000000000000000000000001-3\"");

        var found = StoreAssert.Found(await _scenario.DescribeAsync());

        Assert.Equal((6, (UInt128)1, expected), (found.End.LengthBytes, found.End.Checksum.Value, found.TakesAppends));
    }

    [Fact]
    public async Task A_listing_goes_on_where_the_page_before_ended()
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
