using LogAppendSink.Stores.Http;

namespace LogAppendSink.Stores.Oss;

/// <content>What is known of an object without its bytes.</content>
internal sealed partial class OssObjectStore
{
    /// <summary>
    /// A HEAD. OSS gives the reason of a refused HEAD in a header, which older releases, private clouds and gateways do not have: then a missing
    /// bucket and a missing object look alike. The first byte is read instead: a refused GET has a body that names the reason. It needs no
    /// permission that the HEAD does not need.
    /// </summary>
    /// <returns>A response that is a success. The body is empty or one byte.</returns>
    /// <remarks>
    /// Two requests at most. What the GET says is not kept for the next HEAD: a bucket may disappear, and while an object exists nothing is refused.
    /// </remarks>
    private async ValueTask<StoreResult<StoreResponse>> LookAsync(StoreRequest request, CancellationToken cancellationToken)
    {
        var head = await client.SendAsync(request, Look, body: null, bodyBytesMax: 0, cancellationToken).ConfigureAwait(false);
        if (head is not { Value: { IsSuccess: false } refusal })
            return head;
        if (refusal.IsNoSuchKey)
            return StoreResult<StoreResponse>.Absent;
        if (refusal.Code is not null || refusal.Status is < 400 or >= 500 or 408 or 429)
            return client.ErrorOf(refusal, request, Look);

        var firstByte = new StoreRequest("GET", bucket, request.Key, []);
        firstByte.Headers["Range"] = "bytes=0-0";
        firstByte.Headers[RangeBehavior] = "standard";
        var read = await client.SendAsync(firstByte, Look, body: null, bodyBytesMax: 1, cancellationToken).ConfigureAwait(false);
        if (read is not { Value: { } response })
            return read;
        if (response.IsNoSuchKey)
            return StoreResult<StoreResponse>.Absent;

        // A range has the headers of a HEAD too, and the length of the object.
        if (response.Status == 206 && ContentRange.TryParse(response.Header("Content-Range")) is { FirstByte: 0 })
            return response;
        return response.IsSuccess || response.Status == 416
            ? client.Unreadable(refusal, request, Look, "the response names no reason, and a GET finds the object")
            : client.ErrorOf(response, request, Look);
    }

    private static long? LengthOf(StoreResponse response) =>
        response.Status == 206 ? ContentRange.TryParse(response.Header("Content-Range"))?.LengthBytes : response.Int64Header("Content-Length");
}
