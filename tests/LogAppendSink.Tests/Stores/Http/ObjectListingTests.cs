using System.Globalization;
using LogAppendSink.Stores;
using LogAppendSink.Stores.Oss;
using LogAppendSink.Tests.Stores.Oss;
using LogAppendSink.Tests.Stores.Rgw;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Stores.Http;

/// <summary>Pages of a listing from stores, gateways and proxies.</summary>
public sealed class ObjectListingTests : IDisposable
{
    private readonly OssStoreScenario _oss = new();
    private readonly RgwStoreScenario _rgw = new();

    public void Dispose()
    {
        _oss.Dispose();
        _rgw.Dispose();
    }

    [Theory]
    [InlineData(false, "", "start-after=logs%2Fb")]
    [InlineData(true, "", "start-after=logs%2Fb")]
    [InlineData(false, "<NextContinuationToken></NextContinuationToken>", "start-after=logs%2Fb")]
    [InlineData(false, "<Marker></Marker>", "marker=logs%2Fb")] // version 1
    [InlineData(true, "<Marker/>", "marker=logs%2Fb")]
    [InlineData(false, "<Marker/><NextMarker>logs/b</NextMarker>", "marker=logs%2Fb")]
    [InlineData(false, "<NextMarker>logs/b!</NextMarker>", "marker=logs%2Fb%21")]
    public async Task Listing_continues_after_the_last_key_when_a_page_has_no_token(bool isCeph, string extra, string expected)
    {
        var network = isCeph ? _rgw.Network : _oss.Network;
        network.Answer(200, Page(isTruncated: true, extra, "logs/a", "logs/b")).Answer(200, Page(isTruncated: false, "", "logs/c"));

        var keys = await ListAsync(isCeph ? _rgw.Store : _oss.Store);

        Assert.Equal(["logs/a", "logs/b", "logs/c"], keys);
        Assert.EndsWith($"&{expected}", network.Sent[1].Url, StringComparison.Ordinal);
        Assert.DoesNotContain("continuation-token", network.Sent[1].Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listing_continues_with_the_token_when_the_page_has_one()
    {
        _oss.Network
            .Answer(200, Page(isTruncated: true, "<NextContinuationToken>t+1/=</NextContinuationToken><NextMarker>logs/x</NextMarker>", "logs/a"))
            .Answer(200, Page(isTruncated: true, "<NextContinuationToken>t2</NextContinuationToken>")) // An empty page is not the last.
            .Answer(200, Page(isTruncated: false, "", "logs/b"));

        Assert.Equal(["logs/a", "logs/b"], await ListAsync(_oss.Store));
        Assert.EndsWith("&continuation-token=t%2B1%2F%3D", _oss.Network.Sent[1].Url, StringComparison.Ordinal);
        Assert.EndsWith("&continuation-token=t2", _oss.Network.Sent[2].Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_is_listed_once_when_the_marker_includes_it()
    {
        _oss.Network
            .Answer(200, Page(isTruncated: true, "<Marker/>", "logs/a", "logs/b"))
            .Answer(200, Page(isTruncated: false, "<Marker>logs/b</Marker>", "logs/b", "logs/c"));

        Assert.Equal(["logs/a", "logs/b", "logs/c"], await ListAsync(_oss.Store));
    }

    [Fact]
    public async Task Keys_are_compared_by_their_bytes()
    {
        _oss.Network
            .Answer(200, Page(isTruncated: true, "", "logs/\uFF5E")) // Sorts after a surrogate pair in UTF-16, before it in UTF-8.
            .Answer(200, Page(isTruncated: false, "", "logs/\U0001F4A9"));

        Assert.Equal(2, (await ListAsync(_oss.Store)).Count);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("<NextContinuationToken>t</NextContinuationToken>", "<NextContinuationToken>t</NextContinuationToken>")]
    [InlineData("<NextContinuationToken>t</NextContinuationToken>", "<NextContinuationToken>u</NextContinuationToken>")]
    [InlineData("<Marker/>", "<Marker/>")]
    [InlineData("<NextMarker>logs/b</NextMarker>", "<NextMarker>logs/b</NextMarker>")]
    public async Task Listing_fails_when_the_same_page_is_returned_again(string first, string second)
    {
        _oss.Network.Answer(200, Page(isTruncated: true, first, "logs/a", "logs/b")).Answer(200, Page(isTruncated: true, second, "logs/a", "logs/b"));

        var error = await FailAsync(_oss.Store);

        Assert.Contains("does not advance past the previous page", error.Describe(), StringComparison.Ordinal);
        Assert.Equal(2, _oss.Network.Sent.Count);
    }

    [Fact]
    public async Task Listing_fails_when_a_truncated_page_names_nothing_to_continue_with()
    {
        _oss.Network.Answer(200, Page(isTruncated: true, ""));

        var error = await FailAsync(_oss.Store);

        Assert.Contains("contains neither a token for the next page nor a key to continue after", error.Describe(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "a%2520b", "a%2520b")]
    [InlineData("<EncodingType>url</EncodingType>", "a%2520b", "a%20b")]
    [InlineData("<EncodingType>URL</EncodingType>", "%E6%97%A5", "日")]
    [InlineData("<EncodingType></EncodingType>", "%E6%97%A5", "%E6%97%A5")]
    public async Task Keys_are_decoded_only_when_the_response_marks_them_as_encoded(string encoding, string key, string expected)
    {
        _oss.Network.Answer(200, Page(isTruncated: false, encoding, key));

        Assert.Equal([expected], await ListAsync(_oss.Store));
    }

    [Fact]
    public async Task Listing_is_complete_when_many_pages_have_no_token()
    {
        for (var page = 0; page < 3; page++)
            _oss.Network.Answer(200, Page(isTruncated: page < 2, "", [.. Enumerable.Range(page * 1000, page < 2 ? 1000 : 205).Select(Name)]));

        Assert.Equal(Enumerable.Range(0, 2205).Select(Name), await ListAsync(_oss.Store));
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"logs/{number:D5}");

    private static async Task<List<string>> ListAsync(IObjectSource store)
    {
        var keys = new List<string>();
        string? continuation = null;
        do
        {
            var page = StoreAssert.Found(await store.ListAsync("logs/", continuation, CancellationToken.None));
            keys.AddRange(page.Objects.Select(entry => entry.Key));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return keys;
    }

    private static async Task<StoreError> FailAsync(OssObjectStore store)
    {
        var listed = await store.ListAsync("logs/", continuation: null, CancellationToken.None);
        while (listed.Value is { } page)
            listed = await store.ListAsync("logs/", page.Continuation!, CancellationToken.None); // Not null: the listing never ends.
        return StoreAssert.Failed(listed);
    }

    private static StringContent Page(bool isTruncated, string extra, params string[] keys) => new(
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <ListBucketResult><Name>acme-logs</Name><MaxKeys>1000</MaxKeys><IsTruncated>{(isTruncated ? "true" : "false")}</IsTruncated>{extra}
        {string.Concat(keys.Select(key => $"<Contents><Key>{key}</Key><LastModified>2026-11-23T02:00:00.000Z</LastModified><Size>6</Size></Contents>"))}
        </ListBucketResult>
        """);
}
