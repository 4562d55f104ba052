using System.Buffers;
using LogAppendSink.Reading;
using LogAppendSink.Stores;
using Xunit;

namespace LogAppendSink.Ceph.Tests;

/// <summary>What else is asked of a real gateway.</summary>
public sealed class RecognitionTests
{
    private static readonly AppendBody Nothing = AppendBody.Of(ReadOnlySequence<byte>.Empty);

    [Fact]
    public async Task Gateway_is_recognized_by_its_response() =>
        Assert.Equal(StoreKind.CephRgw, await StoreRecognition.AskAsync(new OssAppendOptions { Endpoint = Gateway.Options().Endpoint }));

    [Fact]
    public async Task More_objects_than_a_page_holds_are_listed_in_order()
    {
        const int objects = 1_010;
        var prefix = $"listing/{Guid.NewGuid():N}/";
        using var store = Bucket.Open(Gateway.Options());
        await Parallel.ForAsync(0, objects, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, cancellationToken) =>
            Assert.IsType<AppendResult.Stored>(await store.AppendAsync($"{prefix}{number:D4}", position: 0, Nothing, cancellationToken)));

        using var catalog = ObjectCatalog.Open(Gateway.Options());
        var listed = await catalog.ListInOrderAsync(prefix);

        Assert.Equal(Enumerable.Range(0, objects).Select(number => $"{prefix}{number:D4}"), listed.Select(entry => entry.Key));
    }
}
