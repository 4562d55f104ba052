using System.Buffers;
using LogAppendSink.Stores;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.TestSupport.Contract;

/// <summary>
/// The guarantees that the append writer needs from every store. A derived class opens each store: in memory, the OSS emulator, and a
/// running RGW.
/// </summary>
public abstract class StoreContract : IAsyncLifetime
{
    private IAppendStore? _store;

    private protected IAppendStore Store => _store!; // Opened before each test.

    /// <summary>A key that no other test uses.</summary>
    private protected string Key { get; } = $"contract/{Guid.NewGuid():N}.log";

    public async Task InitializeAsync() => _store = await OpenAsync();

    public virtual Task DisposeAsync()
    {
        _store?.Dispose();
        return Task.CompletedTask;
    }

    private protected abstract ValueTask<IAppendStore> OpenAsync();

    [Fact]
    public async Task Description_is_absent_when_the_object_does_not_exist()
    {
        StoreAssert.Absent(await Store.DescribeAsync(Key, default));
        StoreAssert.Absent(await Store.ReadAsync(Key, position: 0, new byte[1], default));
    }

    [Fact]
    public async Task Empty_append_creates_an_empty_append_object()
    {
        await CreateAsync();

        var found = StoreAssert.Found(await Store.DescribeAsync(Key, default));
        Assert.Equal((0, true), (found.End.LengthBytes, found.TakesAppends));
    }

    [Fact]
    public async Task Append_returns_the_end_that_the_store_computed_before()
    {
        var end = await CreateAsync();
        foreach (var text in new[] { "one\n", "two, longer\n", "3\n" })
        {
            var body = Body(text);
            var stored = Assert.IsType<AppendResult.Stored>(await Store.AppendAsync(Key, end.LengthBytes, body, default));
            end = Store.Advance(end, body);

            Assert.Null(stored.Contradiction);
            Assert.True(stored.End.IsConsistentWith(end));
            Assert.Equal(end, await EndAsync());
        }

        Assert.Equal("one\ntwo, longer\n3\n", await ReadAsync(0, (int)end.LengthBytes));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Append_is_a_conflict_and_changes_nothing_when_its_position_is_not_the_end(int position)
    {
        var end = await AppendAsync(await CreateAsync(), "four");

        Assert.IsType<AppendResult.Conflict>(await Store.AppendAsync(Key, position, Body("x"), default));

        Assert.Equal(end, await EndAsync());
    }

    [Fact]
    public async Task Append_is_a_conflict_and_creates_no_object_when_the_object_does_not_exist()
    {
        Assert.IsType<AppendResult.Conflict>(await Store.AppendAsync(Key, position: 1, Body("x"), default));

        StoreAssert.Absent(await Store.DescribeAsync(Key, default));
    }

    [Fact]
    public async Task Only_one_append_is_stored_when_many_use_the_same_position()
    {
        var end = await AppendAsync(await CreateAsync(), "begun\n");

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(writer => Store.AppendAsync(Key, end.LengthBytes, Body($"{writer:00}\n"), default).AsTask()));

        var winner = Array.FindIndex(results, result => result is AppendResult.Stored);
        Assert.Single(results, result => result is AppendResult.Stored);
        Assert.All(results, result => Assert.True(result is AppendResult.Stored or AppendResult.Conflict or AppendResult.Occupied, $"{result}"));
        Assert.Equal(Store.Advance(end, Body($"{winner:00}\n")), await EndAsync());
    }

    [Fact]
    public async Task Ends_differ_when_the_lengths_are_equal_and_the_bytes_differ()
    {
        var end = await CreateAsync();
        var (one, other) = (Store.Advance(end, Body("one\n")), Store.Advance(end, Body("two\n")));

        await AppendAsync(end, "one\n");

        // A store without a checksum returns equal ends; then the append writer reads the bytes back.
        var seen = await EndAsync();
        Assert.Equal((one, !seen.Checksum.IsKnown), (seen, seen.IsConsistentWith(other)));
    }

    [Fact]
    public async Task Read_stops_at_the_end_of_the_object()
    {
        await AppendAsync(await CreateAsync(), "0123456789");

        Assert.Equal("345", await ReadAsync(3, 3));
        Assert.Equal("9", await ReadAsync(9, 1));
        Assert.Equal("89", await ReadAsync(8, 3));
        Assert.Equal(ObjectRange.Empty, StoreAssert.Found(await Store.ReadAsync(Key, position: 10, new byte[1], default)));
        Assert.Equal(ObjectRange.Empty, StoreAssert.Found(await Store.ReadAsync(Key, position: 11, new byte[1], default)));
        Assert.Equal("", await ReadAsync(3, 0));
    }

    [Fact]
    public async Task Large_append_is_stored_unchanged()
    {
        var bytes = new byte[(5 * 1024 * 1024) + 1];
        new Random(1).NextBytes(bytes);
        var end = await AppendAsync(await CreateAsync(), "head");
        var body = AppendBody.Of(new ReadOnlySequence<byte>(bytes));

        Assert.IsType<AppendResult.Stored>(await Store.AppendAsync(Key, end.LengthBytes, body, default));

        Assert.Equal(Store.Advance(end, body), await EndAsync());
        var read = new byte[bytes.Length];
        Assert.Equal(bytes.Length, StoreAssert.Found(await Store.ReadAsync(Key, end.LengthBytes, read, default)).CountBytes);
        Assert.Equal(bytes, read);
    }

    [Fact]
    public async Task Sealed_object_refuses_appends_and_is_unchanged()
    {
        var end = await AppendAsync(await CreateAsync(), "last\n");
        Assert.True(Store.Promises.CanSeal);

        Assert.Equal(StoreErrorKind.PositionConflict, StoreAssert.Failed(await Store.SealAsync(Key, end.LengthBytes - 1, default)).Kind);
        StoreAssert.Found(await Store.SealAsync(Key, end.LengthBytes, default));
        StoreAssert.Found(await Store.SealAsync(Key, end.LengthBytes, default));

        Assert.IsType<AppendResult.NotAppendable>(await Store.AppendAsync(Key, end.LengthBytes, Body("more"), default));
        var found = StoreAssert.Found(await Store.DescribeAsync(Key, default));
        Assert.Equal((end, false), (found.End, found.TakesAppends));
        Assert.Equal("last\n", await ReadAsync(0, 5));
    }

    private protected static AppendBody Body(string text) => AppendBody.Of(new ReadOnlySequence<byte>(System.Text.Encoding.UTF8.GetBytes(text)));

    private protected async Task<ObjectEnd> CreateAsync()
    {
        Assert.IsType<AppendResult.Stored>(await Store.AppendAsync(Key, position: 0, Body(""), default));
        return Store.Advance(Store.EmptyEnd, Body(""));
    }

    private protected async Task<ObjectEnd> AppendAsync(ObjectEnd end, string text)
    {
        Assert.IsType<AppendResult.Stored>(await Store.AppendAsync(Key, end.LengthBytes, Body(text), default));
        return Store.Advance(end, Body(text));
    }

    private protected async Task<ObjectEnd> EndAsync() => StoreAssert.Found(await Store.DescribeAsync(Key, default)).End;

    private protected async Task<string> ReadAsync(long position, int lengthBytes)
    {
        var bytes = new byte[lengthBytes];
        var range = StoreAssert.Found(await Store.ReadAsync(Key, position, bytes, default));
        return System.Text.Encoding.UTF8.GetString(bytes, 0, range.CountBytes);
    }
}
