using System.Text;
using LogAppendSink.Checksums;
using LogAppendSink.Objects;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Objects;

public sealed class AppendObjectWriterTests
{
    private readonly ObjectScenario _scenario = new();

    [Fact]
    public async Task Opening_writes_nothing()
    {
        await using var writer = await _scenario.OpenAsync();

        Assert.Equal(("film", 0L, (ulong?)0), (writer.Key, writer.Position, writer.Crc64));
        Assert.Equal("HEAD", _scenario.Calls);
        Assert.Equal("nothing", _scenario.Held);
    }

    [Fact]
    public async Task Appends_are_stored_in_order_at_the_end()
    {
        await using var writer = await _scenario.Holding("0123").OpenAsync();

        Assert.Equal(4, writer.Position);
        Assert.Equal(6, await _scenario.AppendAsync(writer, "45"));
        Assert.Equal(9, await _scenario.AppendAsync(writer, "678"));

        Assert.Equal("012345678", _scenario.Held);
        Assert.Equal(Crc64.Append(0, "012345678"u8), writer.Crc64);
        Assert.Equal("HEAD, APPEND 4, APPEND 6", _scenario.Calls);
    }

    [Fact]
    public async Task Key_is_used_literally()
    {
        var options = Settings.Valid();
        var store = new MemoryObjectStore(_scenario.Cloud);
        var edges = new PipelineEdges(_scenario.Time, new Random(1), _ => store) { CallsListenersInline = true };

        await using var writer = await AppendObjectWriter.OpenAsync(options, "a{Date}-001.gz", edges, CancellationToken.None);
        await writer.AppendAsync("x"u8.ToArray());

        Assert.Equal(["a{Date}-001.gz"], _scenario.Cloud.Objects.Select(pair => pair.Key));
    }

    [Fact]
    public async Task Objects_with_similar_names_are_not_requested()
    {
        _scenario.Cloud.Append("film-001", 0, "other"u8);

        await using var writer = await _scenario.Holding("mine").OpenAsync();
        await _scenario.AppendAsync(writer, "!");

        Assert.Equal("mine!", _scenario.Held);
        Assert.Equal(5, _scenario.Cloud.Find("film-001")?.LengthBytes);
    }

    [Fact]
    public async Task Large_append_is_sent_in_several_requests()
    {
        var text = string.Concat(Enumerable.Range(0, 2500).Select(number => (char)('a' + (number % 26))));
        await using var writer = await _scenario.OpenAsync();

        Assert.Equal(2500, await _scenario.AppendAsync(writer, text));

        Assert.Equal(text, _scenario.Held);
        Assert.Equal("HEAD, APPEND 0, APPEND 1024, APPEND 2048", _scenario.Calls);
    }

    [Fact]
    public async Task Empty_append_creates_the_object()
    {
        await using var writer = await _scenario.OpenAsync();

        Assert.Equal(0, await _scenario.AppendAsync(writer, ""));

        Assert.Equal("", _scenario.Held);
    }

    [Fact]
    public async Task Empty_append_to_an_existing_object_sends_no_request()
    {
        await using var writer = await _scenario.Holding("0123").OpenAsync();

        Assert.Equal(4, await _scenario.AppendAsync(writer, ""));

        Assert.Equal("HEAD", _scenario.Calls);
    }

    [Fact]
    public async Task Checksum_is_unknown_when_the_store_does_not_report_it()
    {
        await using var writer = await _scenario.Holding("0123").OpenAsync(StoreFault.NoChecksum);

        Assert.Null(writer.Crc64);
    }

    [Theory]
    [InlineData(nameof(StoreFault.Unreachable))]
    [InlineData(nameof(StoreFault.Throttled))]
    [InlineData(nameof(StoreFault.ServerErrorBefore))]
    [InlineData(nameof(StoreFault.LostBefore))]
    [InlineData(nameof(StoreFault.Timeout))]
    [InlineData(nameof(StoreFault.Ghost))]
    [InlineData(nameof(StoreFault.AppliedThenLost))]
    [InlineData(nameof(StoreFault.AppliedThenServerError))]
    [InlineData(nameof(StoreFault.AppliedThenTimeout))]
    [InlineData(nameof(StoreFault.WrongPosition), AppendObjectFault.Contradiction)]
    [InlineData(nameof(StoreFault.WrongChecksum), AppendObjectFault.Contradiction)]
    public async Task Bytes_are_stored_once_under_any_request_failure(string fault, AppendObjectFault? expected = null)
    {
        await using var writer = await _scenario.Holding("0").OpenAsync();

        var append = () => _scenario.AppendAsync(writer, "1", Enum.Parse<StoreFault>(fault));
        if (expected is null)
            Assert.Equal(2, await append());
        else
            Assert.Equal(expected, (await Assert.ThrowsAsync<AppendObjectException>(append)).Fault);

        Assert.Equal(2, writer.Position);
        Assert.Equal("01", _scenario.Held);
    }

    [Fact]
    public async Task Outage_while_opening_is_retried_and_reported_once()
    {
        await using var writer = await _scenario.OpenAsync(StoreFault.Unreachable, StoreFault.ServerErrorBefore, StoreFault.Timeout);

        Assert.Equal("HEAD, HEAD, HEAD, HEAD", _scenario.Calls);
        Assert.Equal([DeliveryNoticeKind.OutageStarted, DeliveryNoticeKind.OutageEnded], _scenario.Notices.Select(notice => notice.Kind));
        Assert.Equal(
            "The test store cannot be reached for the HEAD of 'film' in bucket 'memory'. Bytes are kept and retried.",
            _scenario.Notices[0].Message);
        Assert.InRange(_scenario.Time.Elapsed, TimeSpan.FromSeconds(0.7), TimeSpan.FromSeconds(1.4));
    }

    [Fact]
    public async Task Sealed_object_accepts_no_appends()
    {
        await using var writer = await _scenario.Holding("0123").OpenAsync();

        var sealedAt = await _scenario.RunAsync(writer.SealAsync());

        Assert.Equal(MemoryObjectStore.SealedAt, sealedAt);
        Assert.True(_scenario.Cloud.Find("film")!.IsSealed);
        var refusal = await Assert.ThrowsAsync<AppendObjectException>(() => _scenario.AppendAsync(writer, "4"));
        Assert.Equal(AppendObjectFault.NotAppendable, refusal.Fault);
        Assert.Equal("0123", _scenario.Held);
    }

    [Fact]
    public async Task Seal_is_retried_when_its_response_is_lost()
    {
        await using var writer = await _scenario.Holding("0123").OpenAsync();
        _scenario.Store.Script(StoreFault.AppliedThenLost, StoreFault.LostBefore);

        var sealedAt = await _scenario.RunAsync(writer.SealAsync());

        Assert.Equal(MemoryObjectStore.SealedAt, sealedAt);
        Assert.Equal("HEAD, SEAL 4, SEAL 4, SEAL 4", _scenario.Calls);
    }

    [Fact]
    public async Task Object_extended_by_another_writer_is_not_sealed()
    {
        await using var writer = await _scenario.Holding("0123").OpenAsync();
        _scenario.Holding("45");

        var refusal = await Assert.ThrowsAsync<AppendObjectException>(() => _scenario.RunAsync(writer.SealAsync()));

        Assert.Equal((AppendObjectFault.Conflict, 4L), (refusal.Fault, refusal.Position));
        Assert.False(_scenario.Cloud.Find("film")!.IsSealed);
    }

    [Fact]
    public async Task Concurrent_calls_are_refused()
    {
        await using var writer = await _scenario.OpenAsync(StoreFault.None, StoreFault.Unreachable);
        var first = writer.AppendAsync("a"u8.ToArray());

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => writer.AppendAsync("b"u8.ToArray()));

        Assert.Equal("An append to 'film' is in flight. Await it before the next one.", refusal.Message);
        Assert.Equal(1, await _scenario.RunAsync(first));
        Assert.Equal("a", _scenario.Held);
    }

    [Fact]
    public async Task Repeated_disposal_closes_the_connection_once()
    {
        var writer = await _scenario.OpenAsync();

        await writer.DisposeAsync();
        await writer.DisposeAsync();

        Assert.Equal(1, _scenario.Store.DisposeCount);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.AppendAsync(Encoding.UTF8.GetBytes("x")));
    }

    [Fact]
    public async Task Invalid_key_is_refused_with_the_reason()
    {
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => AppendObjectWriter.OpenAsync(Settings.Valid(), "/film"));

        Assert.Equal("The key '/film' is invalid: an object's key may not begin with '/'. (Parameter 'key')", refusal.Message);
    }

    [Fact]
    public async Task Invalid_settings_are_reported_together()
    {
        var options = Settings.Valid();
        options.Bucket = null;
        options.RequestTimeout = TimeSpan.Zero;

        var refusal = await Assert.ThrowsAsync<OssAppendOptionsException>(() => AppendObjectWriter.OpenAsync(options, "film"));

        Assert.Equal(2, refusal.Errors.Count);
    }
}
