using System.Globalization;
using LogAppendSink.Checksums;
using LogAppendSink.Stores.Http;
using LogAppendSink.Threading;

namespace LogAppendSink.Stores.Oss;

/// <summary>
/// A bucket of Alibaba Cloud OSS, or of another store with its protocol. The end of an object is its length and the CRC-64 of all its
/// bytes. OSS returns both with each append and HEAD.
/// </summary>
internal sealed partial class OssObjectStore(StoreClient client, string bucket, OssCreationHeaders creationHeaders) : IAppendStore
{
    private const string NextPosition = "x-oss-next-append-position";
    private const string Crc64Header = "x-oss-hash-crc64ecma";
    private const string RangeBehavior = "x-oss-range-behavior";
    private const string Look = "HEAD of";

    public StorePromises Promises => StorePromises.Oss;

    public ObjectEnd EmptyEnd { get; } = new(LengthBytes: 0, ContentChecksum.Of(0));

    internal static OssObjectStore Open(OssAppendOptions options) => Open(options, isDelivery: false);

    internal static OssObjectStore Open(OssAppendOptions options, bool isDelivery)
    {
        var endpoint = OssEndpoint.Create(options);
        var handler = options.HttpMessageHandler;
        var client = new StoreClient(
            new OssDialect(endpoint),
            Bucket.CredentialsOf(options),
            options.RequestTimeout,
            TimerThread.Shared,
            handler ?? (isDelivery ? new DeliveryHttpHandler(endpoint) : StoreClient.CreateHandler(endpoint)),
            ownsHandler: handler is null,
            isDelivery);
        return new OssObjectStore(client, endpoint.Bucket, OssCreationHeaders.Of(options));
    }

    public ObjectEnd Advance(ObjectEnd before, AppendBody body) => new(
        before.LengthBytes + body.LengthBytes,
        before.Checksum.IsKnown
            ? ContentChecksum.Of(Crc64.Combine((ulong)before.Checksum.Value, body.Crc64, body.LengthBytes))
            : ContentChecksum.None);

    public async ValueTask<AppendResult> AppendAsync(string key, long position, AppendBody body, CancellationToken cancellationToken)
    {
        const string operation = "append to";
        var request =
            new StoreRequest("POST", bucket, key, [new("append", ""), new("position", position.ToString(CultureInfo.InvariantCulture))]);

        // Sent with each append, although OSS uses only the first: HTTP libraries and proxies would add their own Content-Type.
        request.Headers["Content-Type"] = creationHeaders.ContentTypeFor(key);
        if (position == 0)
            creationHeaders.AddTo(request.Headers);

        var sent = await client.SendAsync(request, operation, body.Bytes, StoreErrorBody.BytesMax, cancellationToken).ConfigureAwait(false);
        if (sent is not { Value: { } response })
            return NetworkErrors.ResultOf(sent.Error!); // Not null: there is no response.

        if (response.IsSuccess)
        {
            return response.Int64Header(NextPosition) is { } nextPosition
                ? new AppendResult.Stored(new ObjectEnd(nextPosition, ChecksumOf(response)))
                : new AppendResult.InDoubt(client.Unreadable(response, request, operation, $"the response has no {NextPosition}"));
        }

        var refusal = client.ErrorOf(response, request, operation);
        return refusal.Kind switch
        {
            StoreErrorKind.PositionConflict => new AppendResult.Conflict(refusal) { NextPosition = response.Int64Header(NextPosition) },
            StoreErrorKind.NotAppendable => new AppendResult.NotAppendable(refusal),
            _ when NetworkErrors.IsAmbiguous(refusal) => new AppendResult.InDoubt(refusal),

            // Other stores with this protocol may respond like this to an append after position 0 of an object that does not exist.
            _ when response.IsNoSuchKey && position > 0 => new AppendResult.Conflict(refusal) { NextPosition = 0 },
            _ => new AppendResult.Refused(refusal),
        };
    }

    public async ValueTask<StoreResult<ObjectDescription>> DescribeAsync(string key, CancellationToken cancellationToken)
    {
        var request = new StoreRequest("HEAD", bucket, key, []);
        var head = await LookAsync(request, cancellationToken).ConfigureAwait(false);
        if (head is not { Value: { } response })
        {
            // A symbolic link whose target is not an append object: the key is in use.
            return head.Error?.Code is "SymlinkTargetNotExist" or "InvalidTargetType"
                ? ObjectDescription.Of(key, EmptyEnd, isAppendObject: false)
                : head.As<ObjectDescription>();
        }

        // This length resolves an append in doubt. If it were too small, the object would seem to belong to another writer. Then a late
        // first attempt would be stored after the second, and the bytes twice.
        var (nextPosition, contentLength) = (response.Int64Header(NextPosition), LengthOf(response));
        if (nextPosition is not null && contentLength is not null && nextPosition != contentLength)
            return client.Unreadable(response, request, Look, $"the response has two lengths, {contentLength} and {nextPosition}");

        return (nextPosition ?? contentLength) is { } lengthBytes
            ? DescriptionOf(key, lengthBytes, response)
            : client.Unreadable(response, request, Look, "the response has no length");
    }

    public ValueTask<StoreResult<ObjectRange>> ReadAsync(
        string key, long position, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var request = new StoreRequest("GET", bucket, key, []);

        // Without this header, OSS responds to a range beyond the end with the whole object.
        request.Headers[RangeBehavior] = "standard";
        return RangeRequest.SendAsync(client, request, position, destination, cancellationToken);
    }

    public ValueTask<StoreResult<ObjectPage>> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken) =>
        ObjectListing.AskAsync(client, bucket, prefix, continuation, cancellationToken);

    public void Dispose() => client.Dispose();

    private static ObjectDescription DescriptionOf(string key, long lengthBytes, StoreResponse response) => new(key, lengthBytes)
    {
        IsAppendObject = string.Equals(response.Header("x-oss-object-type"), "Appendable", StringComparison.OrdinalIgnoreCase),
        IsSealed = response.Header("x-oss-sealed-time") is not null,
        Checksum = ChecksumOf(response),
        Crc64 = response.UInt64Header(Crc64Header),
        LastModified = response.TimeHeader("Last-Modified"),
        ETag = response.Header("ETag")?.Trim('"'),
        StorageClass = response.Header("x-oss-storage-class"),
        ContentType = response.Header("Content-Type"),
        ServerSideEncryption = response.Header("x-oss-server-side-encryption"),
        TagCount = (int)Math.Min(response.Int64Header("x-oss-tagging-count") ?? 0, int.MaxValue),
        Metadata = response.HeadersBelow(MetadataPrefix),
    };

    private static ContentChecksum ChecksumOf(StoreResponse response) =>
        response.UInt64Header(Crc64Header) is { } crc ? ContentChecksum.Of(crc) : ContentChecksum.None;
}
