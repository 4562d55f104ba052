using LogAppendSink.Stores;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.TestSupport.Contract;

/// <summary>The contract of <see cref="StoreContract"/>, and the guarantees that readers need.</summary>
public abstract class BucketContract : StoreContract
{
    /// <summary>The Content-Type of an object with the extension <c>.log</c>; null if the store does not keep it.</summary>
    private protected virtual string? ContentType => "text/plain; charset=utf-8";

    [Theory]
    [InlineData("a b/ü%41+&=?.log")]
    [InlineData("日本//x~y!*'().log")]
    public async Task Listing_returns_keys_unchanged(string name)
    {
        var key = $"{Key}/{name}";
        Assert.IsType<AppendResult.Stored>(await Store.AppendAsync(key, position: 0, Body("five\n"), default));

        var page = StoreAssert.Found(await Store.ListAsync($"{Key}/", continuation: null, default));

        var entry = Assert.Single(page.Objects);
        Assert.Equal((key, 5, true), (entry.Key, entry.LengthBytes, entry.IsAppendObject));
        Assert.Null(page.Continuation);
    }

    [Fact]
    public async Task Read_returns_the_bytes_from_a_position_to_the_end()
    {
        await AppendAsync(await CreateAsync(), "0123456789");
        var destination = new byte[100];

        var found = StoreAssert.Found(await Store.ReadAsync(Key, position: 7, destination, default));

        Assert.Equal((3, 10L, "789"), (found.CountBytes, found.LengthBytes, System.Text.Encoding.UTF8.GetString(destination, 0, 3)));
        Assert.Equal(ObjectRange.Empty, StoreAssert.Found(await Store.ReadAsync(Key, position: 10, destination, default)));
        StoreAssert.Absent(await Store.ReadAsync($"{Key}-none", position: 0, destination, default));
    }

    [Fact]
    public async Task Description_returns_the_attributes_of_an_object()
    {
        await AppendAsync(await CreateAsync(), "0123456789");

        var description = StoreAssert.Found(await Store.DescribeAsync(Key, default));

        Assert.Equal((10, true, ContentType), (description.LengthBytes, description.IsAppendObject, description.ContentType));
    }
}
