using System.Text;
using LogAppendSink.Objects;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Objects;

public sealed class AppendObjectStreamTests
{
    private readonly ObjectScenario _scenario = new();

    [Fact]
    public async Task Written_bytes_are_sent_in_chunks_and_the_rest_on_disposal()
    {
        await using (var stream = await OpenAsync(chunkSizeBytes: 4))
        {
            await stream.WriteAsync("01"u8.ToArray());
            await stream.WriteAsync("23456789"u8.ToArray());

            Assert.Equal("01234567", _scenario.Held);
            Assert.Equal(10, stream.Position);
        }

        Assert.Equal("0123456789", _scenario.Held);
        Assert.Equal("HEAD, APPEND 0, APPEND 4, APPEND 8", _scenario.Calls);
        Assert.Equal(1, _scenario.Store.DisposeCount);
    }

    [Fact]
    public async Task Flush_sends_buffered_bytes()
    {
        await using var stream = await OpenAsync(chunkSizeBytes: 4);
        await stream.WriteAsync("01"u8.ToArray());

        await stream.FlushAsync();
        await stream.FlushAsync();

        Assert.Equal("01", _scenario.Held);
        Assert.Equal("HEAD, APPEND 0", _scenario.Calls);
    }

    [Fact]
    public async Task Stream_continues_at_the_end_of_the_object()
    {
        _scenario.Holding("0123");

        await using var stream = await OpenAsync(chunkSizeBytes: 4);
        await stream.WriteAsync("45"u8.ToArray());
        await stream.FlushAsync();

        Assert.Equal("012345", _scenario.Held);
        Assert.Equal(6, stream.Position);
    }

    [Fact]
    public async Task Blocking_methods_store_the_same_bytes()
    {
        var stream = await OpenAsync(chunkSizeBytes: 4);

        stream.Write("01234"u8);
        stream.WriteByte((byte)'5');
        stream.Flush();
        stream.Write("6"u8);
#pragma warning disable CA1849 // What is tested.
        stream.Dispose();
        stream.Dispose();
#pragma warning restore CA1849

        Assert.Equal("0123456", _scenario.Held);
        Assert.False(stream.CanWrite);
    }

    [Fact]
    public async Task Failed_write_neither_loses_nor_duplicates_bytes()
    {
        await using var stream = await OpenAsync(chunkSizeBytes: 4);
        await stream.WriteAsync("0123"u8.ToArray());
        _scenario.Store.Script(StoreFault.Refused);

        await Assert.ThrowsAsync<AppendObjectException>(async () => await stream.WriteAsync("45"u8.ToArray()));
        Assert.Equal(4, stream.Position);
        await stream.WriteAsync("45"u8.ToArray());
        await stream.FlushAsync();

        Assert.Equal("012345", _scenario.Held);
    }

    [Fact]
    public async Task Bytes_in_doubt_are_resent_unchanged_after_further_writes()
    {
        _scenario.Options.RetryTimeLimit = TimeSpan.FromSeconds(1);
        await using var stream = await OpenAsync(chunkSizeBytes: 4);
        await stream.WriteAsync("01"u8.ToArray());
        _scenario.Store.Script(StoreFault.AppliedThenLost, StoreFault.Refused);

        await Assert.ThrowsAsync<AppendObjectException>(() => _scenario.RunAsync(FlushAsync(stream)));
        await stream.WriteAsync("23"u8.ToArray());
        await stream.FlushAsync();

        Assert.Equal("0123", _scenario.Held);
    }

    [Fact]
    public async Task Disposal_sends_nothing_after_a_failure()
    {
        var stream = await OpenAsync(chunkSizeBytes: 4);
        await stream.WriteAsync("01"u8.ToArray());
        _scenario.Store.Script(StoreFault.Refused);
        await Assert.ThrowsAsync<AppendObjectException>(() => stream.FlushAsync());
        var requests = _scenario.Store.Calls.Count;

        await stream.DisposeAsync();

        Assert.Equal(requests, _scenario.Store.Calls.Count);
        Assert.Equal(1, _scenario.Store.DisposeCount);
    }

    [Fact]
    public async Task Disposal_throws_and_closes_when_the_rest_cannot_be_sent()
    {
        var stream = await OpenAsync(chunkSizeBytes: 4);
        await stream.WriteAsync("01"u8.ToArray());
        _scenario.Store.Script(StoreFault.Refused);

        await Assert.ThrowsAsync<AppendObjectException>(async () => await stream.DisposeAsync());

        Assert.Equal(1, _scenario.Store.DisposeCount);
    }

    [Fact]
    public async Task Writer_that_is_not_owned_stays_open()
    {
        await using var writer = await _scenario.OpenAsync();
        var stream = new AppendObjectStream(writer, ownsWriter: false);
        await stream.WriteAsync("01"u8.ToArray());

        await stream.DisposeAsync();

        Assert.Equal(3, await _scenario.AppendAsync(writer, "2"));
        Assert.Equal("012", _scenario.Held);
    }

    [Fact]
    public async Task Stream_is_write_only()
    {
        await using var stream = await OpenAsync(chunkSizeBytes: 4);

        Assert.Equal((false, false, true), (stream.CanRead, stream.CanSeek, stream.CanWrite));
        Assert.Throws<NotSupportedException>(() => stream.Length);
        Assert.Throws<NotSupportedException>(() => stream.Position = 1);
        Assert.Throws<NotSupportedException>(() => stream.Seek(0, SeekOrigin.Begin));
        Assert.Throws<NotSupportedException>(() => stream.SetLength(0));
        Assert.Throws<NotSupportedException>(() => stream.Read(Encoding.UTF8.GetBytes("x"), 0, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1025)]
    public async Task Chunk_is_sent_in_one_request(int chunkSizeBytes) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => OpenAsync(chunkSizeBytes));

    private async Task<AppendObjectStream> OpenAsync(int chunkSizeBytes) =>
        new(await _scenario.OpenAsync(), chunkSizeBytes: chunkSizeBytes);

    private static async Task<bool> FlushAsync(AppendObjectStream stream)
    {
        await stream.FlushAsync();
        return true;
    }
}
