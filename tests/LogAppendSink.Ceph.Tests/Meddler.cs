using System.Buffers;
using System.Text;
using LogAppendSink.Stores;
using LogAppendSink.Stores.Http;
using LogAppendSink.Stores.Rgw;

namespace LogAppendSink.Ceph.Tests;

/// <summary>Another party that changes a writer's objects in unsupported ways.</summary>
internal static class Meddler
{
    /// <summary>Sets the tags of an object, again and again.</summary>
    internal static async Task SetTagsAsync(string key, CancellationToken end)
    {
        var options = Gateway.Options();
        var endpoint = RgwEndpoint.Create(options);
        using var client = new StoreClient(
            new RgwDialect(endpoint), Bucket.CredentialsOf(options), options.RequestTimeout, TimeProvider.System, StoreClient.CreateHandler(endpoint));
        var tags = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes("<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!end.IsCancellationRequested)
        {
            await client.SendAsync(new StoreRequest("PUT", endpoint.Bucket, key, [new("tagging", "")]), "tags of", tags, StoreErrorBody.BytesMax, CancellationToken.None);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
