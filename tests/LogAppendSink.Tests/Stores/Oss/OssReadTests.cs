using System.Text;
using LogAppendSink.Stores;
using LogAppendSink.TestSupport.Stores;
using Xunit;
using static LogAppendSink.Tests.Stores.Oss.OssStoreScenario;

namespace LogAppendSink.Tests.Stores.Oss;

/// <summary>Reads of six bytes at position 100.</summary>
public sealed class OssReadTests : IDisposable
{
    private readonly OssStoreScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task Read_returns_the_bytes_of_the_range()
    {
        _scenario.Network.Answer(206, new StringContent("hello\n"), "Content-Range: bytes 100-105/5000000000");

        var found = StoreAssert.Found(await _scenario.ReadAsync());

        Assert.Equal(new ObjectRange(6, 5_000_000_000), found);
        Assert.Equal("hello\n", Encoding.UTF8.GetString(_scenario.Destination));
    }

    [Fact]
    public async Task Empty_range_needs_no_request()
    {
        Assert.Equal(ObjectRange.Empty, StoreAssert.Found(await _scenario.ReadAsync(lengthBytes: 0)));
        Assert.Empty(_scenario.Network.Sent);
    }

    [Fact]
    public async Task Range_is_empty_when_it_begins_at_the_end_or_after_it()
    {
        _scenario.Network.AnswerError(416, "InvalidRange");

        Assert.Equal(ObjectRange.Empty, StoreAssert.Found(await _scenario.ReadAsync()));
    }

    [Fact]
    public async Task Range_is_shorter_when_the_object_ends_in_it()
    {
        _scenario.Network.Answer(206, new StringContent("hel"), "Content-Range: bytes 100-102/103");

        Assert.Equal(new ObjectRange(3, 103), StoreAssert.Found(await _scenario.ReadAsync()));
    }

    [Fact]
    public async Task Range_is_absent_when_the_object_does_not_exist()
    {
        _scenario.Network.AnswerError(404, "NoSuchKey");

        StoreAssert.Absent(await _scenario.ReadAsync());
    }

    [Theory]
    [InlineData(200, null, "hello\n", "the response is not the requested range")] // the whole object
    [InlineData(200, "Content-Range: bytes 100-105/200", "hello\n", "the response is not the requested range")]
    [InlineData(206, null, "hello\n", "the response is not the requested range")]
    [InlineData(206, "Content-Range: bytes 0-5/200", "hello\n", "the response is not the requested range")]
    [InlineData(206, "Content-Range: bytes 1000-1005/2000", "hello\n", "the response is not the requested range")]
    [InlineData(206, "Content-Range: bytes 100-105/105", "hello\n", "the response is not the requested range")] // a last byte after the end
    [InlineData(206, "Content-Range: bytes 100-105/200", "hell", "the response ends before the range does")]
    public async Task Response_is_unreadable_when_it_is_not_the_requested_range(int status, string? header, string body, string detail)
    {
        _scenario.Network.Answer(status, new StringContent(body), [.. new[] { header }.OfType<string>()]);

        var error = ErrorOf(await _scenario.ReadAsync());

        Assert.Equal((StoreErrorKind.Unreadable, detail), (error.Kind, error.Detail));
    }

    [Fact]
    public async Task Read_stops_after_the_requested_bytes()
    {
        using var endless = new EndlessStream();
        _scenario.Network.Answer(200, new StreamContent(endless));

        StoreAssert.Failed(await _scenario.ReadAsync());
        Assert.InRange(endless.ReadBytes, 0, 4096);
    }

    [Theory]
    [InlineData(404, "NoSuchBucket", "NoSuchBucket")]
    [InlineData(403, "AccessDenied", "AccessDenied")]
    [InlineData(500, "InternalError", "ServerError")]
    public async Task Failed_read_has_the_kind_of_its_error(int status, string code, string kind)
    {
        _scenario.Network.AnswerError(status, code);

        var error = ErrorOf(await _scenario.ReadAsync());

        Assert.Equal(kind, error.Kind.ToString());
        Assert.Contains("the read of 'logs/web 1.clef'", error.Describe(), StringComparison.Ordinal);
    }
}
