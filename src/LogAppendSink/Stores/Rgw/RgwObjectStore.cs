using System.Buffers;
using System.Globalization;
using LogAppendSink.Checksums;
using LogAppendSink.Escaping;
using LogAppendSink.Stores.Http;
using LogAppendSink.Threading;

namespace LogAppendSink.Stores.Rgw;

/// <summary>
/// A bucket of the object gateway of Ceph (<c>PUT ?append&amp;position</c>; Ceph documentation, "Append Object"). The end of an object is
/// its length and its ETag; see <see cref="ETagChain"/>.
/// </summary>
/// <remarks>
/// Undocumented, measured on Ceph 16.2: RGW accepts both of two concurrent first appends to a key, and the later one replaces the object.
/// If the ACL or tags are set during an append, the append is acknowledged and lost. If a gateway dies during an append, the append may
/// occupy the end of the object indefinitely.
/// </remarks>
internal sealed class RgwObjectStore(StoreClient client, string bucket, RgwHeaders headers) : IAppendStore
{
    private const string NextPosition = "x-rgw-next-append-position";
    private const string Look = "HEAD of";

    public StorePromises Promises => StorePromises.CephRgw;

    public ObjectEnd EmptyEnd { get; } = new(LengthBytes: 0, ETagChain.OfAbsent);

    internal static RgwObjectStore Open(OssAppendOptions options) => Open(options, isDelivery: false);

    internal static RgwObjectStore Open(OssAppendOptions options, bool isDelivery)
    {
        var endpoint = RgwEndpoint.Create(options);
        var handler = options.HttpMessageHandler;
        var client = new StoreClient(
            new RgwDialect(endpoint),
            Bucket.CredentialsOf(options),
            options.RequestTimeout,
            TimerThread.Shared,
            handler ?? (isDelivery ? new DeliveryHttpHandler(endpoint) : StoreClient.CreateHandler(endpoint)),
            ownsHandler: handler is null,
            isDelivery);
        return new RgwObjectStore(client, endpoint.Bucket, RgwHeaders.Of(options));
    }

    public ObjectEnd Advance(ObjectEnd before, AppendBody body) =>
        new(before.LengthBytes + body.LengthBytes, ETagChain.Advance(before.Checksum, body));

    public void Prepare(AppendBody body) => _ = body.Md5;

    public async ValueTask<AppendResult> AppendAsync(string key, long position, AppendBody body, CancellationToken cancellationToken)
    {
        const string operation = "append to";
        var request =
            new StoreRequest("PUT", bucket, key, [new("append", ""), new("position", position.ToString(CultureInfo.InvariantCulture))]);
        headers.AddTo(request);
        request.Headers["Content-MD5"] = Md5.ToBase64(body.Md5);

        var sent = await client.SendAsync(request, operation, body.Bytes, StoreErrorBody.BytesMax, cancellationToken).ConfigureAwait(false);
        if (sent is not { Value: { } response })
            return NetworkErrors.ResultOf(sent.Error!); // Not null: there is no response.

        if (response.IsSuccess)
        {
            if (response.Int64Header(NextPosition) is not { } nextPosition)
                return new AppendResult.InDoubt(client.Unreadable(response, request, operation, $"the response has no {NextPosition}"));

            // The MD5 of this body only. The ETag of the whole object needs a HEAD request.
            var stored = ETagChain.Parse(response.Header("ETag"));
            return new AppendResult.Stored(new ObjectEnd(nextPosition, ContentChecksum.None))
            {
                Contradiction = stored.IsKnown && stored.Value != body.Md5
                    ? "it acknowledged an append with an MD5 that differs from that of the sent bytes"
                    : null,
            };
        }

        var refusal = client.ErrorOf(response, request, operation);
        return refusal.Kind switch
        {
            StoreErrorKind.PositionConflict => new AppendResult.Conflict(refusal) { NextPosition = response.Int64Header(NextPosition) },
            StoreErrorKind.PositionOccupied => new AppendResult.Occupied(refusal),
            StoreErrorKind.NotAppendable => new AppendResult.NotAppendable(refusal),
            _ when NetworkErrors.IsAmbiguous(refusal) => new AppendResult.InDoubt(refusal),
            _ => new AppendResult.Refused(refusal),
        };
    }

    public async ValueTask<StoreResult<ObjectDescription>> DescribeAsync(string key, CancellationToken cancellationToken)
    {
        var request = new StoreRequest("HEAD", bucket, key, []);
        var head = await LookAsync(request, cancellationToken).ConfigureAwait(false);
        if (head is not { Value: { } response })
            return head.As<ObjectDescription>();

        var (nextPosition, contentLength) = (response.Int64Header(NextPosition), response.Int64Header("Content-Length"));
        if (nextPosition is not null && contentLength is not null && nextPosition != contentLength)
            return client.Unreadable(response, request, Look, $"the response has two lengths, {contentLength} and {nextPosition}");
        return (nextPosition ?? contentLength) is { } lengthBytes
            ? DescriptionOf(key, lengthBytes, response)
            : client.Unreadable(response, request, Look, "the response has no length");
    }

    public ValueTask<StoreResult<ObjectRange>> ReadAsync(
        string key, long position, Memory<byte> destination, CancellationToken cancellationToken) =>
        RangeRequest.SendAsync(client, new StoreRequest("GET", bucket, key, []), position, destination, cancellationToken);

    public ValueTask<StoreResult<ObjectPage>> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken) =>
        ObjectListing.AskAsync(client, bucket, prefix, continuation, cancellationToken);

    /// <summary>
    /// Copies the object onto itself, which makes it a normal object without moving its bytes. An append in flight has already read the
    /// identity of the previous object, and is lost. A later append is refused.
    /// </summary>
    public async ValueTask<StoreResult<ObjectSeal>> SealAsync(string key, long position, CancellationToken cancellationToken)
    {
        const string operation = "seal of";
        var request = new StoreRequest("PUT", bucket, key, []);
        headers.AddTo(request);
        request.Headers["x-amz-copy-source"] = UrlEncoding.EncodePath($"/{bucket}/{key}");
        request.Headers["x-amz-metadata-directive"] = "REPLACE";
        switch (await DescribeAsync(key, cancellationToken).ConfigureAwait(false))
        {
            case { Error: { } error }:
                return error;
            case { Value: { IsAppendObject: true } found } when found.LengthBytes == position:
                break;
            case { Value: { } found } when found.LengthBytes == position:
                return new ObjectSeal(SealedAt: null);
            default:
                return new StoreError(StoreErrorKind.PositionConflict, operation, key, bucket)
                {
                    Store = "Ceph RGW",
                    Detail = "the object does not end there",
                };
        }

        var sent = await client.SendAsync(request, operation, ReadOnlySequence<byte>.Empty, StoreErrorBody.BytesMax, cancellationToken)
            .ConfigureAwait(false);
        if (sent is not { Value: { } response })
            return sent.As<ObjectSeal>();

        // A copy that fails after the first byte returns 200 with an error in the body.
        return response.IsSuccess && StoreErrorBody.TryParse(response.Body.Span) is null
            ? new ObjectSeal(response.Date)
            : client.ErrorOf(response, request, operation);
    }

    public void Dispose() => client.Dispose();

    private static ObjectDescription DescriptionOf(string key, long lengthBytes, StoreResponse response) => new(key, lengthBytes)
    {
        IsAppendObject = string.Equals(response.Header("x-rgw-object-type"), "Appendable", StringComparison.OrdinalIgnoreCase),
        Checksum = ETagChain.Parse(response.Header("ETag")),
        LastModified = response.TimeHeader("Last-Modified"),
        ETag = response.Header("ETag")?.Trim('"'),
        StorageClass = response.Header("x-amz-storage-class"),
        ContentType = response.Header("Content-Type"),
        TagCount = (int)Math.Min(response.Int64Header("x-amz-tagging-count") ?? 0, int.MaxValue),
        Metadata = response.HeadersBelow("x-amz-meta-"),
    };

    /// <summary>
    /// Sends a HEAD request. A refused HEAD has no error code, so a missing bucket and a missing object look alike. Then a HEAD of the
    /// bucket follows. If that is refused too, a GET follows, whose refusal has a code.
    /// </summary>
    /// <returns>A successful response.</returns>
    /// <remarks>
    /// GET is not the first choice: RGW sends its response in two pieces, and the second waits 40 ms for the TCP acknowledgement of the
    /// first.
    /// </remarks>
    private async ValueTask<StoreResult<StoreResponse>> LookAsync(StoreRequest request, CancellationToken cancellationToken)
    {
        var head = await client.SendAsync(request, Look, body: null, bodyBytesMax: 0, cancellationToken).ConfigureAwait(false);
        if (head is not { Value: { IsSuccess: false } refusal })
            return head;
        if (refusal.Status is < 400 or >= 500)
            return client.ErrorOf(refusal, request, Look);
        if (refusal.Status == 404 && await IsBucketThereAsync(cancellationToken).ConfigureAwait(false))
            return StoreResult<StoreResponse>.Absent;

        var firstByte = new StoreRequest("GET", bucket, request.Key, []);
        firstByte.Headers["Range"] = "bytes=0-0";
        var read = await client.SendAsync(firstByte, Look, body: null, bodyBytesMax: 1, cancellationToken).ConfigureAwait(false);
        return read switch
        {
            { Value: { IsNoSuchKey: true } } => StoreResult<StoreResponse>.Absent,
            { Value: { IsSuccess: true } or { Status: 416 } } =>
                client.Unreadable(refusal, request, Look, "the object was created or deleted during the check"),
            { Value: { } response } => client.ErrorOf(response, request, Look),
            _ => read,
        };
    }

    /// <summary>Returns whether the bucket exists. Only the gateway, not a proxy, also returns the number of its objects.</summary>
    private async ValueTask<bool> IsBucketThereAsync(CancellationToken cancellationToken)
    {
        var sent = await client.SendAsync(new StoreRequest("HEAD", bucket, "", []), Look, body: null, bodyBytesMax: 0, cancellationToken)
            .ConfigureAwait(false);
        return sent is { Value: { IsSuccess: true } response } && response.Int64Header("X-RGW-Object-Count") is not null;
    }
}
