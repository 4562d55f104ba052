using System.Buffers;
using System.Globalization;
using LogAppendSink.Appending;
using LogAppendSink.Checksums;
using LogAppendSink.Reading;
using LogAppendSink.Stores.Http;
using LogAppendSink.Threading;

namespace LogAppendSink.Stores.Rgw;

/// <summary>
/// A bucket behind the object gateway of Ceph (<c>PUT ?append&amp;position</c>; Ceph documentation, "Append Object"). An object's end is its
/// length and its ETag, see <see cref="ETagChain"/>.
/// </summary>
/// <remarks>
/// What its documentation does not say, measured on Ceph 16.2: of two first appends to a key both are taken, and the later one replaces the
/// object; an append beside which ACL or tags are set is acknowledged and lost; one that dies with its gateway may leave the object's end
/// occupied for ever.
/// </remarks>
internal sealed class RgwObjectStore(StoreClient client, string bucket, RgwHeaders headers) : IBucket, ISealingStore
{
    private const string NextPosition = "x-rgw-next-append-position";

    public AppendRules Rules { get; } = new() { IsCreationExclusive = false, IsAcknowledgementFinal = false, IsWitnessCrc64 = false };

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

    public ObjectEnd Advance(ObjectEnd end, AppendBody body) => new(end.LengthBytes + body.LengthBytes, ETagChain.Advance(end.Witness, body));

    public void Prepare(AppendBody body) => _ = body.Md5;

    public async ValueTask<AppendAnswer> AppendAsync(string key, long position, AppendBody body, CancellationToken cancellationToken)
    {
        const string operation = "append to";
        var request = new StoreRequest("PUT", bucket, key, [new("append", ""), new("position", position.ToString(CultureInfo.InvariantCulture))]);
        headers.AddTo(request);
        request.Headers["Content-MD5"] = Md5.ToBase64(body.Md5);

        var (answer, error) = await client.SendAsync(request, operation, body.Bytes, StoreErrorBody.BytesMax, cancellationToken).ConfigureAwait(false);
        if (answer is null)
            return NetworkErrors.IsCertainlyNotApplied(error!) ? new AppendAnswer.Refused(error!) : new AppendAnswer.Unanswered(error!); // One of the two is there.

        if (answer.IsSuccess)
        {
            if (answer.Int64Header(NextPosition) is not { } nextPosition)
                return new AppendAnswer.Unanswered(client.Unreadable(answer, request, operation, $"the answer has no {NextPosition}"));

            // Of the body alone, unlike the ETag of a look: the object's own is not known from here.
            var stored = ETagChain.Parse(answer.Header("ETag"));
            return new AppendAnswer.Stored(new ObjectEnd(nextPosition, ContentWitness.None))
            {
                Contradiction = stored.IsKnown && stored.Value != body.Md5 ? "it acknowledged an append with the MD5 of other bytes than those that were sent" : null,
            };
        }

        var refusal = client.ErrorOf(answer, request, operation);
        return refusal.Kind switch
        {
            StoreErrorKind.PositionConflict => new AppendAnswer.Conflict(refusal),
            StoreErrorKind.PositionOccupied => new AppendAnswer.Occupied(refusal),
            StoreErrorKind.NotAppendable => new AppendAnswer.NotAppendable(refusal),
            var kind when NetworkErrors.IsAmbiguous(kind) => new AppendAnswer.Unanswered(refusal),
            _ => new AppendAnswer.Refused(refusal),
        };
    }

    public async ValueTask<HeadAnswer> HeadAsync(string key, CancellationToken cancellationToken)
    {
        var (answer, request, error) = await LookAsync(key, cancellationToken).ConfigureAwait(false);
        if (answer is null)
            return error is null ? new HeadAnswer.Absent() : new HeadAnswer.Failed(error);

        var (nextPosition, contentLength) = (answer.Int64Header(NextPosition), answer.Int64Header("Content-Length"));
        if (nextPosition is not null && contentLength is not null && nextPosition != contentLength)
            return new HeadAnswer.Failed(client.Unreadable(answer, request, "look at", $"the answer has two lengths, {contentLength} and {nextPosition}"));
        return (nextPosition ?? contentLength) is { } lengthBytes
            ? new HeadAnswer.Found(new ObjectEnd(lengthBytes, ETagChain.Parse(answer.Header("ETag"))), IsAppendable(answer), IsSealed: false)
            : new HeadAnswer.Failed(client.Unreadable(answer, request, "look at", "the answer has no length"));
    }

    public async ValueTask<ReadAnswer> ReadAsync(string key, long position, int lengthBytes, CancellationToken cancellationToken)
    {
        if (lengthBytes == 0)
            return new ReadAnswer.Found(ReadOnlyMemory<byte>.Empty);

        var bytes = new byte[lengthBytes];
        return await ReadAtAsync(key, position, bytes, cancellationToken).ConfigureAwait(false) switch
        {
            RangeAnswer.Found found when found.CountBytes == lengthBytes => new ReadAnswer.Found(bytes),
            RangeAnswer.Failed failed => new ReadAnswer.Failed(failed.Error),
            _ => new ReadAnswer.OutOfRange(),
        };
    }

    public async ValueTask<RangeAnswer> ReadAtAsync(string key, long position, Memory<byte> destination, CancellationToken cancellationToken)
    {
        const string operation = "read of";
        var request = new StoreRequest("GET", bucket, key, []);
        request.Headers["Range"] = string.Create(CultureInfo.InvariantCulture, $"bytes={position}-{position + destination.Length - 1}");
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

    public async ValueTask<DescribeAnswer> DescribeAsync(string key, CancellationToken cancellationToken)
    {
        var (answer, request, error) = await LookAsync(key, cancellationToken).ConfigureAwait(false);
        if (answer is null)
            return error is null ? new DescribeAnswer.Absent() : new DescribeAnswer.Failed(error);
        return answer.Int64Header("Content-Length") is { } lengthBytes
            ? new DescribeAnswer.Found(new ObjectDescription(key, lengthBytes)
            {
                IsAppendObject = IsAppendable(answer),
                LastModified = answer.TimeHeader("Last-Modified"),
                ETag = answer.Header("ETag")?.Trim('"'),
                StorageClass = answer.Header("x-amz-storage-class"),
                ContentType = answer.Header("Content-Type"),
                TagCount = (int)Math.Min(answer.Int64Header("x-amz-tagging-count") ?? 0, int.MaxValue),
                Metadata = answer.HeadersBelow("x-amz-meta-"),
            })
            : new DescribeAnswer.Failed(client.Unreadable(answer, request, "look at", "the answer has no length"));
    }

    public ValueTask<ListAnswer> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken) =>
        ObjectListing.AskAsync(client, bucket, prefix, continuation, cancellationToken);

    /// <summary>
    /// A copy of the object onto itself, which makes a normal object of it without moving its bytes. An append that is under way has read the
    /// object's identity before, and loses it; one that begins later is refused.
    /// </summary>
    public async ValueTask<SealAnswer> SealAsync(string key, long position, CancellationToken cancellationToken)
    {
        const string operation = "seal of";
        var request = new StoreRequest("PUT", bucket, key, []);
        headers.AddTo(request);
        request.Headers["x-amz-copy-source"] = UrlEncoding.EncodePath($"/{bucket}/{key}");
        request.Headers["x-amz-metadata-directive"] = "REPLACE";
        switch (await HeadAsync(key, cancellationToken).ConfigureAwait(false))
        {
            case HeadAnswer.Failed failed:
                return new SealAnswer.Failed(failed.Error);
            case HeadAnswer.Found found when found.End.LengthBytes == position && found.IsAppendObject:
                break;
            case HeadAnswer.Found { IsAppendObject: false } found when found.End.LengthBytes == position:
                return new SealAnswer.Sealed(SealedAt: null);
            default:
                return new SealAnswer.Conflict(new StoreError(StoreErrorKind.PositionConflict, operation, key, bucket) { Store = "Ceph RGW", Detail = "the object does not end there" });
        }

        var (answer, error) = await client.SendAsync(request, operation, ReadOnlySequence<byte>.Empty, StoreErrorBody.BytesMax, cancellationToken).ConfigureAwait(false);
        if (answer is null)
            return new SealAnswer.Failed(error!); // One of the two is there.

        // A copy that fails after its first byte says so in the body of a success.
        return answer.IsSuccess && StoreErrorBody.TryParse(answer.Body.Span) is null
            ? new SealAnswer.Sealed(answer.Date)
            : new SealAnswer.Failed(client.ErrorOf(answer, request, operation));
    }

    public void Dispose() => client.Dispose();

    private static bool IsAppendable(StoreAnswer answer) => string.Equals(answer.Header("x-rgw-object-type"), "Appendable", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// A HEAD. A refusal of it says no code, so that a missing bucket and a missing object look alike: then the bucket is looked at too, and
    /// where that is refused, the same is asked in a way that has a code.
    /// </summary>
    /// <returns>A success, or an error, or neither for an object that is not there.</returns>
    /// <remarks>Not at once in that way: RGW answers it in two pieces, of which the second waits 40 ms for the system to acknowledge the first.</remarks>
    private async ValueTask<(StoreAnswer? Answer, StoreRequest Request, StoreError? Error)> LookAsync(string key, CancellationToken cancellationToken)
    {
        const string operation = "look at";
        var request = new StoreRequest("HEAD", bucket, key, []);
        var (answer, error) = await client.SendAsync(request, operation, body: null, bodyBytesMax: 0, cancellationToken).ConfigureAwait(false);
        if (answer is null || answer.IsSuccess)
            return (answer, request, error);
        if (answer.Status is < 400 or >= 500)
            return (null, request, client.ErrorOf(answer, request, operation));
        if (answer.Status == 404 && await IsBucketThereAsync(operation, cancellationToken).ConfigureAwait(false))
            return (null, request, null);

        var question = new StoreRequest("GET", bucket, key, []);
        question.Headers["Range"] = "bytes=0-0";
        var (reply, trouble) = await client.SendAsync(question, operation, body: null, bodyBytesMax: 1, cancellationToken).ConfigureAwait(false);
        return reply switch
        {
            null => (null, request, trouble),
            { Status: 404, Code: "NoSuchKey" } => (null, request, null),
            { IsSuccess: true } or { Status: 416 } => (null, request, client.Unreadable(answer, request, operation, "the object came or went while it was looked at")),
            _ => (null, request, client.ErrorOf(reply, request, operation)),
        };
    }

    /// <summary>Whether the gateway, and no proxy in its place, says so: with how much is in the bucket.</summary>
    private async ValueTask<bool> IsBucketThereAsync(string operation, CancellationToken cancellationToken)
    {
        var (answer, _) = await client.SendAsync(new StoreRequest("HEAD", bucket, "", []), operation, body: null, bodyBytesMax: 0, cancellationToken).ConfigureAwait(false);
        return answer is { IsSuccess: true } && answer.Int64Header("X-RGW-Object-Count") is not null;
    }
}
