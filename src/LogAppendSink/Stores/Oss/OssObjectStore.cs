using System.Globalization;
using LogAppendSink.Appending;
using LogAppendSink.Checksums;
using LogAppendSink.Reading;
using LogAppendSink.Stores.Http;
using LogAppendSink.Threading;

namespace LogAppendSink.Stores.Oss;

/// <summary>
/// Alibaba Cloud OSS, and what speaks its protocol. An object's end is its length and the CRC-64 of all its bytes, which OSS
/// returns with every append and HEAD.
/// </summary>
internal sealed partial class OssObjectStore(StoreClient client, string bucket, OssCreationHeaders creationHeaders) : IBucket
{
    private const string NextPosition = "x-oss-next-append-position";
    private const string Crc64Header = "x-oss-hash-crc64ecma";

    public AppendRules Rules => AppendRules.Strict;

    public ObjectEnd EmptyEnd { get; } = new(LengthBytes: 0, ContentWitness.Of(0));

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

    public ObjectEnd Advance(ObjectEnd end, AppendBody body) => new(
        end.LengthBytes + body.LengthBytes,
        end.Witness.IsKnown ? ContentWitness.Of(Crc64.Combine((ulong)end.Witness.Value, body.Crc64, body.LengthBytes)) : ContentWitness.None);

    public async ValueTask<AppendAnswer> AppendAsync(string key, long position, AppendBody body, CancellationToken cancellationToken)
    {
        const string operation = "append to";
        var request = new StoreRequest("POST", bucket, key, [new("append", ""), new("position", position.ToString(CultureInfo.InvariantCulture))]);

        // Always, though only the first append's counts: without it HTTP libraries and proxies put in what they like.
        request.Headers["Content-Type"] = creationHeaders.ContentTypeFor(key);
        if (position == 0)
            creationHeaders.AddTo(request.Headers);

        var (answer, error) = await client.SendAsync(request, operation, body.Bytes, StoreErrorBody.BytesMax, cancellationToken).ConfigureAwait(false);
        if (answer is null)
            return NetworkErrors.IsCertainlyNotApplied(error!) ? new AppendAnswer.Refused(error!) : new AppendAnswer.Unanswered(error!); // One of the two is there.

        if (answer.IsSuccess)
        {
            return answer.Int64Header(NextPosition) is { } nextPosition
                ? new AppendAnswer.Stored(new ObjectEnd(nextPosition, WitnessOf(answer)))
                : new AppendAnswer.Unanswered(client.Unreadable(answer, request, operation, $"the answer has no {NextPosition}"));
        }

        var refusal = client.ErrorOf(answer, request, operation);
        return refusal.Kind switch
        {
            StoreErrorKind.PositionConflict => new AppendAnswer.Conflict(refusal),
            StoreErrorKind.NotAppendable => new AppendAnswer.NotAppendable(refusal),
            var kind when NetworkErrors.IsAmbiguous(kind) => new AppendAnswer.Unanswered(refusal),
            _ => new AppendAnswer.Refused(refusal),
        };
    }

    public async ValueTask<HeadAnswer> HeadAsync(string key, CancellationToken cancellationToken)
    {
        const string operation = "look at";
        var request = new StoreRequest("HEAD", bucket, key, []);
        var (answer, error) = await client.SendAsync(request, operation, body: null, bodyBytesMax: 0, cancellationToken).ConfigureAwait(false);
        if (answer is null)
            return new HeadAnswer.Failed(error!); // One of the two is there.

        if (!answer.IsSuccess)
            return answer is { Status: 404, Code: "NoSuchKey" } ? new HeadAnswer.Absent() : new HeadAnswer.Failed(client.ErrorOf(answer, request, operation));

        var isAppendObject = string.Equals(answer.Header("x-oss-object-type"), "Appendable", StringComparison.OrdinalIgnoreCase);
        var (nextPosition, contentLength) = (answer.Int64Header(NextPosition), answer.Int64Header("Content-Length"));

        // An append in doubt is settled by this length; taken for longer than it is, the object would seem to be another writer's,
        // and a late first try would be stored beside the second.
        if (nextPosition is not null && contentLength is not null && nextPosition != contentLength)
            return new HeadAnswer.Failed(client.Unreadable(answer, request, operation, $"the answer has two lengths, {contentLength} and {nextPosition}"));

        return (nextPosition ?? contentLength) is { } lengthBytes
            ? new HeadAnswer.Found(new ObjectEnd(lengthBytes, WitnessOf(answer)), isAppendObject, IsSealed: answer.Header("x-oss-sealed-time") is not null)
            : new HeadAnswer.Failed(client.Unreadable(answer, request, operation, "the answer has no length"));
    }

    public async ValueTask<ReadAnswer> ReadAsync(string key, long position, int lengthBytes, CancellationToken cancellationToken)
    {
        const string operation = "read of";
        if (lengthBytes == 0)
            return new ReadAnswer.Found(ReadOnlyMemory<byte>.Empty);

        var lastByte = position + lengthBytes - 1;
        var request = new StoreRequest("GET", bucket, key, []);
        request.Headers["Range"] = string.Create(CultureInfo.InvariantCulture, $"bytes={position}-{lastByte}");

        // Without it OSS answers a range beyond the end with the whole object.
        request.Headers["x-oss-range-behavior"] = "standard";

        var (answer, error) = await client.SendAsync(request, operation, body: null, lengthBytes, cancellationToken).ConfigureAwait(false);
        if (answer is null)
            return new ReadAnswer.Failed(error!); // One of the two is there.
        if (answer.Status == 416 || answer is { Status: 404, Code: "NoSuchKey" })
            return new ReadAnswer.OutOfRange();
        if (!answer.IsSuccess)
            return new ReadAnswer.Failed(client.ErrorOf(answer, request, operation));

        var range = answer.Header("Content-Range");
        if (answer.Status != 206 || range is null || !range.StartsWith(string.Create(CultureInfo.InvariantCulture, $"bytes {position}-"), StringComparison.Ordinal))
            return new ReadAnswer.Failed(client.Unreadable(answer, request, operation, "the answer is not the range that was asked for"));
        if (!range.StartsWith(string.Create(CultureInfo.InvariantCulture, $"bytes {position}-{lastByte}/"), StringComparison.Ordinal))
            return new ReadAnswer.OutOfRange();
        return answer.Body.Length == lengthBytes
            ? new ReadAnswer.Found(answer.Body)
            : new ReadAnswer.Failed(client.Unreadable(answer, request, operation, "the answer ends before the range does"));
    }

    public async ValueTask<DescribeAnswer> DescribeAsync(string key, CancellationToken cancellationToken)
    {
        const string operation = "look at";
        var request = new StoreRequest("HEAD", bucket, key, []);
        var (answer, error) = await client.SendAsync(request, operation, body: null, bodyBytesMax: 0, cancellationToken).ConfigureAwait(false);
        if (answer is null)
            return new DescribeAnswer.Failed(error!); // One of the two is there.
        if (!answer.IsSuccess)
            return answer is { Status: 404, Code: "NoSuchKey" } ? new DescribeAnswer.Absent() : new DescribeAnswer.Failed(client.ErrorOf(answer, request, operation));
        return answer.Int64Header("Content-Length") is { } lengthBytes
            ? new DescribeAnswer.Found(DescriptionOf(key, lengthBytes, answer))
            : new DescribeAnswer.Failed(client.Unreadable(answer, request, operation, "the answer has no length"));
    }

    public async ValueTask<RangeAnswer> ReadAtAsync(string key, long position, Memory<byte> destination, CancellationToken cancellationToken)
    {
        const string operation = "read of";
        var request = new StoreRequest("GET", bucket, key, []);
        request.Headers["Range"] = string.Create(CultureInfo.InvariantCulture, $"bytes={position}-{position + destination.Length - 1}");

        // Without it OSS answers a range beyond the end with the whole object.
        request.Headers["x-oss-range-behavior"] = "standard";

        var (answer, error) = await client.SendAsync(request, operation, body: null, destination.Length, cancellationToken, destination).ConfigureAwait(false);
        if (answer is null)
            return new RangeAnswer.Failed(error!); // One of the two is there.
        if (answer.Status == 416)
            return new RangeAnswer.BeyondEnd();
        if (!answer.IsSuccess)
            return answer is { Status: 404, Code: "NoSuchKey" } ? new RangeAnswer.Absent() : new RangeAnswer.Failed(client.ErrorOf(answer, request, operation));

        if (answer.Status != 206 || ContentRange.TryParse(answer.Header("Content-Range")) is not { } range || range.FirstByte != position)
            return new RangeAnswer.Failed(client.Unreadable(answer, request, operation, "the answer is not the range that was asked for"));
        return answer.Body.Length == range.CountBytes && answer.Body.Length > 0
            ? new RangeAnswer.Found(answer.Body.Length, range.LengthBytes)
            : new RangeAnswer.Failed(client.Unreadable(answer, request, operation, "the answer ends before the range does"));
    }

    public ValueTask<ListAnswer> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken) =>
        ObjectListing.AskAsync(client, bucket, prefix, continuation, cancellationToken);

    public void Dispose() => client.Dispose();

    private static ObjectDescription DescriptionOf(string key, long lengthBytes, StoreAnswer answer) => new(key, lengthBytes)
    {
        IsAppendObject = string.Equals(answer.Header("x-oss-object-type"), "Appendable", StringComparison.OrdinalIgnoreCase),
        IsSealed = answer.Header("x-oss-sealed-time") is not null,
        Crc64 = answer.UInt64Header(Crc64Header),
        LastModified = answer.TimeHeader("Last-Modified"),
        ETag = answer.Header("ETag")?.Trim('"'),
        StorageClass = answer.Header("x-oss-storage-class"),
        ContentType = answer.Header("Content-Type"),
        ServerSideEncryption = answer.Header("x-oss-server-side-encryption"),
        TagCount = (int)Math.Min(answer.Int64Header("x-oss-tagging-count") ?? 0, int.MaxValue),
        Metadata = answer.HeadersBelow("x-oss-meta-"),
    };

    private static ContentWitness WitnessOf(StoreAnswer answer) =>
        answer.UInt64Header(Crc64Header) is { } crc ? ContentWitness.Of(crc) : ContentWitness.None;
}
