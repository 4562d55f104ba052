using LogAppendSink.Stores;
using Xunit;
using static LogAppendSink.Tests.Stores.Oss.OssStoreScenario;

namespace LogAppendSink.Tests.Stores.Oss;

public sealed class OssAppendTests : IDisposable
{
    private readonly OssStoreScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task Success_returns_the_new_end_of_the_object()
    {
        _scenario.Network.Answer(200, "x-oss-next-append-position: 2039", "x-oss-hash-crc64ecma: 14741617095266562575");

        var stored = Assert.IsType<AppendResult.Stored>(await _scenario.AppendAsync());

        Assert.Equal(new ObjectEnd(2039, ContentChecksum.Of(14741617095266562575UL)), stored.End);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("x-oss-hash-crc64ecma: ")]
    [InlineData("x-oss-hash-crc64ecma: -1")]
    [InlineData("x-oss-hash-crc64ecma: 18446744073709551616")] // exceeds 64 bits
    [InlineData("x-oss-hash-crc64ecma: 0x12")]
    public async Task Checksum_is_none_when_the_store_returns_no_valid_one(string? header)
    {
        _scenario.Network.Answer(200, [.. new[] { "x-oss-next-append-position: 6", header }.OfType<string>()]);

        var stored = Assert.IsType<AppendResult.Stored>(await _scenario.AppendAsync());

        Assert.Equal(new ObjectEnd(6, ContentChecksum.None), stored.End);
    }

    [Theory]
    [InlineData("Server: nginx")]
    [InlineData("x-oss-next-append-position: ")]
    [InlineData("x-oss-next-append-position: -6")]
    [InlineData("x-oss-next-append-position: 9223372036854775808")]
    public async Task Append_is_in_doubt_when_a_success_has_no_position(string header)
    {
        _scenario.Network.Answer(200, header, "x-oss-request-id: 77AA");

        var answer = Assert.IsType<AppendResult.InDoubt>(await _scenario.AppendAsync());

        Assert.Equal(
            "OSS sent an unreadable response to the append to 'logs/web 1.clef' in bucket 'acme-logs': 200: the response has no x-oss-next-append-position (request 77AA). "
            + "Check that Endpoint 'acme-logs.oss-cn-hangzhou.aliyuncs.com' is OSS, and that no proxy responds in its place.",
            answer.Error.Describe());
    }

    [Theory]
    [InlineData("<Error><Code>NoSuchBucket</Code></Error>", "NoSuchBucket")]
    [InlineData("\uFEFF<?xml version=\"1.0\"?><Error xmlns=\"http://doc.oss-cn-hangzhou.aliyuncs.com\"><Code>\n  NoSuchBucket \n</Code></Error>", "NoSuchBucket")] // format of older releases
    [InlineData("", null)]
    [InlineData("{\"code\":\"NoSuchBucket\"}", null)]
    [InlineData("<Error><Code></Code></Error>", null)]
    [InlineData("<Error><Message>x</Message></Error>", null)]
    [InlineData("<Html><Code>NoSuchBucket</Code></Html>", null)]
    [InlineData("<Error><Code>NoSuchBucket</Code>", null)] // truncated
    [InlineData("<!DOCTYPE x [<!ENTITY a \"NoSuchBucket\">]><Error><Code>&a;</Code></Error>", null)] // external entities are not loaded
    public async Task Error_is_parsed_only_in_the_format_of_OSS(string xml, string? code)
    {
        _scenario.Network.Answer(404, new StringContent(xml));

        Assert.Equal(code, ErrorOf(await _scenario.AppendAsync()).Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Error_body_is_abandoned_when_it_is_endless(bool saysLength)
    {
        using var endless = new EndlessStream();
        _scenario.Network.Answer(500, new StreamContent(endless), saysLength ? ["Content-Length: 9223372036854775807"] : []);

        var answer = await _scenario.AppendAsync();

        Assert.IsType<AppendResult.InDoubt>(answer);
        Assert.InRange(endless.ReadBytes, 1, 64 * 1024);
    }

    [Fact]
    public void End_after_an_append_is_computed_without_the_earlier_bytes()
    {
        var empty = _scenario.Store.EmptyEnd;

        var once = _scenario.Store.Advance(empty, Body);
        var twice = _scenario.Store.Advance(once, Body);

        var whole = AppendBody.Of(new System.Buffers.ReadOnlySequence<byte>("hello\nhello\n"u8.ToArray()));
        Assert.Equal(new ObjectEnd(0, ContentChecksum.Of(0)), empty);
        Assert.Equal(new ObjectEnd(12, ContentChecksum.Of(whole.Crc64)), twice);
        Assert.Equal(new ObjectEnd(11, ContentChecksum.None), _scenario.Store.Advance(new ObjectEnd(5, ContentChecksum.None), Body));
    }
}
