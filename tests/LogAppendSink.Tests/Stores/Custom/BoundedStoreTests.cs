using System.Buffers;
using System.Text;
using CustomStore;
using LogAppendSink.Stores;
using LogAppendSink.Stores.Custom;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Stores.Custom;

/// <summary>A store from another package that throws, blocks or ignores its token.</summary>
public sealed class BoundedStoreTests : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _time = new();
    private readonly MemoryAppendStoreFactory _factory = new();
    private readonly HookedStore _inner;
    private readonly BoundedStore _store;

    public BoundedStoreTests()
    {
        _inner = new HookedStore(_factory.Open(new OssAppendOptions()));
        _store = Bound(_inner);
    }

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Append_is_in_doubt_when_the_store_throws()
    {
        _inner.OnAppend = (_, _, _) => throw new InvalidOperationException("The connection broke.");

        var doubt = Assert.IsType<AppendResult.InDoubt>(await AppendAsync());

        Assert.Equal(
            $"The store did not respond to the append to 'a.log' in bucket '{_factory.Name}': InvalidOperationException: The connection broke.",
            doubt.Error.Describe());
    }

    [Fact]
    public async Task Append_is_in_doubt_after_the_request_timeout_when_the_store_ignores_its_token()
    {
        var hasBegun = NewSignal();
        _inner.OnAppend = (_, _, _) =>
        {
            hasBegun.SetResult();
            return new ValueTask<AppendResult>(new TaskCompletionSource<AppendResult>().Task);
        };

        var append = AppendAsync();
        await hasBegun.Task.WithDeadline("the append to begin");
        _time.Advance(RequestTimeout);

        var doubt = Assert.IsType<AppendResult.InDoubt>(await append.WithDeadline("the append to be abandoned"));
        Assert.Equal((StoreErrorKind.Timeout, "no response within RequestTimeout (00:00:30)"), (doubt.Error.Kind, doubt.Error.Detail));
    }

    [Fact]
    public async Task Append_is_in_doubt_after_the_request_timeout_when_the_store_blocks_its_thread()
    {
        var hasBegun = NewSignal();
        using var release = new ManualResetEventSlim();
        _inner.OnAppend = (_, append, _) =>
        {
            hasBegun.SetResult();
            release.Wait(CancellationToken.None);
            return append();
        };

        var append = AppendAsync();
        await hasBegun.Task.WithDeadline("the append to begin");
        _time.Advance(RequestTimeout);

        Assert.IsType<AppendResult.InDoubt>(await append.WithDeadline("the append to be abandoned"));
        release.Set();
    }

    [Fact]
    public async Task Append_throws_when_the_caller_cancels()
    {
        using var abort = new CancellationTokenSource();
        var hasBegun = NewSignal();
        _inner.OnAppend = (_, _, _) =>
        {
            hasBegun.SetResult();
            return new ValueTask<AppendResult>(new TaskCompletionSource<AppendResult>().Task);
        };

        var append = _store.AppendAsync("a.log", position: 0, Body("x"), abort.Token).AsTask();
        await hasBegun.Task.WithDeadline("the append to begin");
        await abort.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => append.WithDeadline("the cancellation"));
    }

    [Fact]
    public async Task Abandoned_append_never_reads_bytes_of_a_later_batch()
    {
        var bytes = "first"u8.ToArray();
        var hasBegun = NewSignal();
        var release = NewSignal();
        var late = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _inner.OnAppend = async (body, append, _) =>
        {
            hasBegun.SetResult();
            await release.Task;
            late.SetResult(Encoding.UTF8.GetString(body.Bytes));
            return await append();
        };
        var append = _store.AppendAsync("a.log", position: 0, AppendBody.Of(new ReadOnlySequence<byte>(bytes)), default).AsTask();
        await hasBegun.Task.WithDeadline("the append to begin");
        _time.Advance(RequestTimeout);
        await append.WithDeadline("the append to be abandoned");

        "other"u8.CopyTo(bytes); // As in delivery, where the memory of a batch is reused.
        release.SetResult();

        Assert.Equal("first", await late.Task.WithDeadline("the late append"));
    }

    [Fact]
    public async Task Append_is_in_doubt_when_the_store_returns_null()
    {
        _inner.OnAppend = (_, _, _) => new ValueTask<AppendResult>((AppendResult)null!);

        var doubt = Assert.IsType<AppendResult.InDoubt>(await AppendAsync());

        Assert.Equal("its AppendAsync returned null", doubt.Error.Detail);
    }

    [Fact]
    public async Task Append_to_an_occupied_position_is_retried_when_the_store_cannot_seal()
    {
        var inner = new HookedStore(_factory.Open(new OssAppendOptions())) { Promises = _factory.Promises with { CanSeal = false } };
        using var store = Bound(inner);
        var error = new StoreError(StoreErrorKind.PositionOccupied, "append to", "a.log", "memory");
        inner.OnAppend = (_, _, _) => new ValueTask<AppendResult>(new AppendResult.Occupied(error));

        Assert.Equal(new AppendResult.Refused(error), await store.AppendAsync("a.log", position: 0, Body("x"), default));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public async Task Read_fails_when_the_store_returns_an_impossible_count(int countBytes)
    {
        _inner.OnRead = (_, _) => new(new ObjectRange(countBytes, LengthBytes: 10));

        var error = StoreAssert.Failed(await _store.ReadAsync("a.log", position: 0, new byte[3], default));

        Assert.Equal((StoreErrorKind.Unreadable, $"it returned {countBytes} bytes for 3"), (error.Kind, error.Detail));
    }

    [Fact]
    public async Task Abandoned_read_never_writes_to_the_callers_memory()
    {
        await AppendAsync();
        var hasBegun = NewSignal();
        var release = NewSignal();
        var hasRead = NewSignal();
        _inner.OnRead = async (_, read) =>
        {
            hasBegun.SetResult();
            await release.Task;
            var range = await read();
            hasRead.SetResult();
            return range;
        };
        var destination = new byte[1];

        var reading = _store.ReadAsync("a.log", position: 0, destination, default).AsTask();
        await hasBegun.Task.WithDeadline("the read to begin");
        _time.Advance(RequestTimeout);
        StoreAssert.Failed(await reading.WithDeadline("the read to be abandoned"));
        release.SetResult();
        await hasRead.Task.WithDeadline("the late read");

        Assert.Equal(0, destination[0]);
    }

    [Fact]
    public void End_has_no_checksum_when_the_store_throws_while_it_computes_one()
    {
        _inner.OnAdvance = _ => throw new InvalidOperationException();

        Assert.Equal(new ObjectEnd(3, ContentChecksum.None), _store.Advance(new ObjectEnd(1, ContentChecksum.Of(5)), Body("xy")));
    }

    [Fact]
    public void End_has_no_checksum_when_the_store_computes_another_length()
    {
        _inner.OnAdvance = end => end with { LengthBytes = end.LengthBytes + 1, Checksum = ContentChecksum.Of(7) };

        Assert.Equal(new ObjectEnd(3, ContentChecksum.None), _store.Advance(new ObjectEnd(1, ContentChecksum.None), Body("xy")));
    }

    [Fact]
    public async Task End_has_no_checksum_after_the_request_timeout_when_the_store_blocks_while_it_computes_one()
    {
        var hasBegun = NewSignal();
        using var release = new ManualResetEventSlim();
        _inner.OnAdvance = end =>
        {
            hasBegun.SetResult();
            release.Wait();
            return end;
        };

        var advance = Task.Run(() => _store.Advance(new ObjectEnd(1, ContentChecksum.None), Body("xy")));
        await hasBegun.Task.WithDeadline("the computation to begin");
        _time.Advance(RequestTimeout);

        Assert.Equal(new ObjectEnd(3, ContentChecksum.None), await advance.WithDeadline("the computation to be abandoned"));
        release.Set();
    }

    [Fact]
    public async Task Bytes_of_a_batch_are_copied_once_for_all_of_its_calls()
    {
        var seen = new List<AppendBody>();
        _inner.OnAppend = (body, _, _) =>
        {
            seen.Add(body);
            throw new IOException("The line broke.");
        };
        var batch = Body("x");

        await _store.AppendAsync("a.log", position: 0, batch, default);
        await _store.AppendAsync("a.log", position: 0, batch, default);

        Assert.Same(seen[0], seen[1]);
        Assert.NotSame(batch, seen[0]);
    }

    [Fact]
    public async Task Dispose_disposes_the_store()
    {
        _store.Dispose();

        await _inner.Disposed.Task.WithDeadline("the disposal of the store");
    }

    private BoundedStore Bound(IAppendStore store) => new(store, _factory.Name, RequestTimeout, _time, isDelivery: false);

    private Task<AppendResult> AppendAsync() => _store.AppendAsync("a.log", position: 0, Body("x"), default).AsTask();

    private static AppendBody Body(string text) => AppendBody.Of(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(text)));

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
