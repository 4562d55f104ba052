using LogAppendSink.Stores.Http;

namespace LogAppendSink.Stores.Oss;

/// <content>Reads an object's attributes without its bytes.</content>
internal sealed partial class OssObjectStore
{
    /// <summary>
    /// Sends a HEAD request. OSS states the reason of a refused HEAD in a header. Older releases, private clouds and gateways omit that
    /// header, so a missing bucket and a missing object look alike. Then the first byte is read with GET, whose refusal has a body with the
    /// reason. The GET needs no further permission.
    /// </summary>
    /// <returns>A response that is a success. The body is empty or one byte.</returns>
    /// <remarks>
    /// At most two requests. The result of the GET is not cached, because the bucket may disappear later. HEAD of an existing object needs
    /// no GET.
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

        // The response to a range has the headers of a HEAD, and the length of the object.
        if (response.Status == 206 && ContentRange.TryParse(response.Header("Content-Range")) is { FirstByte: 0 })
            return response;
        return response.IsSuccess || response.Status == 416
            ? client.Unreadable(refusal, request, Look, "the HEAD was refused without a reason, but a GET found the object")
            : client.ErrorOf(response, request, Look);
    }

    private static long? LengthOf(StoreResponse response) =>
        response.Status == 206
            ? ContentRange.TryParse(response.Header("Content-Range"))?.LengthBytes
            : response.Int64Header("Content-Length");
}
