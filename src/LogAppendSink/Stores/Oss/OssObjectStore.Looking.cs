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
    /// <returns>A success, or an error, or neither for an object that does not exist.</returns>
    /// <remarks>
    /// Two requests at most. What the GET says is not kept for the next HEAD: a bucket may disappear, and while an object exists nothing is refused.
    /// </remarks>
    private async ValueTask<(StoreAnswer? Answer, StoreRequest Request, StoreError? Error)> LookAsync(string key, CancellationToken cancellationToken)
    {
        var request = new StoreRequest("HEAD", bucket, key, []);
        var (answer, error) = await client.SendAsync(request, Look, body: null, bodyBytesMax: 0, cancellationToken).ConfigureAwait(false);
        if (answer is null || answer.IsSuccess)
            return (answer, request, error);
        if (IsNoSuchKey(answer))
            return (null, request, null);
        if (answer.Code is not null || answer.Status is < 400 or >= 500 or 408 or 429)
            return (null, request, client.ErrorOf(answer, request, Look));

        var question = new StoreRequest("GET", bucket, key, []);
        question.Headers["Range"] = "bytes=0-0";
        question.Headers["x-oss-range-behavior"] = "standard";
        var (reply, failure) = await client.SendAsync(question, Look, body: null, bodyBytesMax: 1, cancellationToken).ConfigureAwait(false);
        if (reply is null)
            return (null, request, failure);
        if (IsNoSuchKey(reply))
            return (null, request, null);

        // What a HEAD says of an object, and how long it is, are headers of a range too.
        if (reply.Status == 206 && ContentRange.TryParse(reply.Header("Content-Range")) is { FirstByte: 0 })
            return (reply, request, null);
        return (null, request, reply.IsSuccess || reply.Status == 416
            ? client.Unreadable(answer, request, Look, "the response names no reason, and a GET finds the object")
            : client.ErrorOf(reply, request, Look));
    }

    private static long? LengthOf(StoreAnswer answer) =>
        answer.Status == 206 ? ContentRange.TryParse(answer.Header("Content-Range"))?.LengthBytes : answer.Int64Header("Content-Length");

    private static bool IsNoSuchKey(StoreAnswer answer) => answer is { Status: 404, Code: "NoSuchKey" };
}
