using System.Text;
using LogAppendSink.Objects;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Objects;

public sealed class AppendObjectStreamTests
{
    private readonly ObjectScenario _scenario = new();

    [Fact]
    public async Task What_is_written_is_sent_in_chunks_and_the_rest_at_the_end()
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
    public async Task A_flush_sends_what_is_there()
    {
        await using var stream = await OpenAsync(chunkSizeBytes: 4);
        await stream.WriteAsync("01"u8.ToArray());

        await stream.FlushAsync();
        await stream.FlushAsync();

        Assert.Equal("01", _scenario.Held);
        Assert.Equal("HEAD, APPEND 0", _scenario.Calls);
    }

    [Fact]
    public async Task It_goes_on_at_the_end_of_the_object()
    {
        _scenario.Holding("0123");

        await using var stream = await OpenAsync(chunkSizeBytes: 4);
        await stream.WriteAsync("45"u8.ToArray());
        await stream.FlushAsync();

        Assert.Equal("012345", _scenario.Held);
        Assert.Equal(6, stream.Position);
    }

    [Fact]
    public async Task The_blocking_methods_store_the_same()
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
    public async Task A_write_that_fails_loses_and_doubles_nothing()
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
    public async Task Bytes_in_doubt_are_sent_again_as_they_were_though_more_was_written_since()
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
    public async Task After_a_failure_disposal_sends_nothing()
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
    public async Task A_disposal_that_cannot_send_the_rest_says_so_and_closes()
    {
        var stream = await OpenAsync(chunkSizeBytes: 4);
        await stream.WriteAsync("01"u8.ToArray());
        _scenario.Store.Script(StoreFault.Refused);

        await Assert.ThrowsAsync<AppendObjectException>(async () => await stream.DisposeAsync());

        Assert.Equal(1, _scenario.Store.DisposeCount);
    }

    [Fact]
    public async Task A_writer_that_it_does_not_own_stays_open()
    {
        await using var writer = await _scenario.OpenAsync();
        var stream = new AppendObjectStream(writer, ownsWriter: false);
        await stream.WriteAsync("01"u8.ToArray());

        await stream.DisposeAsync();

        Assert.Equal(3, await _scenario.AppendAsync(writer, "2"));
        Assert.Equal("012", _scenario.Held);
    }

    [Fact]
    public async Task It_can_be_written_to_and_nothing_else()
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
    public async Task A_chunk_is_one_request(int chunkSizeBytes) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => OpenAsync(chunkSizeBytes));

    private async Task<AppendObjectStream> OpenAsync(int chunkSizeBytes) => new(await _scenario.OpenAsync(), chunkSizeBytes: chunkSizeBytes);

    private static async Task<bool> FlushAsync(AppendObjectStream stream)
    {
        await stream.FlushAsync();
        return true;
    }
}
