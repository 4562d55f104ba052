using System.Globalization;
using System.Net;
using LogAppendSink.Credentials;

namespace LogAppendSink.Stores.Http;

/// <summary>A complete response: the status, the headers, and the body or the error.</summary>
internal sealed class StoreResponse(
    HttpStatusCode status, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body, StoreErrorBody? error)
{
    internal int Status { get; } = (int)status;

    internal bool IsSuccess => Status is >= 200 and < 300;

    internal ReadOnlyMemory<byte> Body { get; } = body;

    internal StoreErrorBody? Error { get; } = error;

    /// <summary>The credentials that signed the request.</summary>
    internal OssCredentials? SignedBy { get; set; }

    /// <summary>The store's error code; null if the response has no readable code.</summary>
    internal string? Code => Error?.Code;

    /// <summary>Whether the object does not exist, according to the error code. A 404 alone may mean the bucket.</summary>
    internal bool IsNoSuchKey => Status == 404 && Code == "NoSuchKey";

    internal string? RequestId => Header("x-oss-request-id") ?? Header("x-amz-request-id") ?? Error?.RequestId;

    internal string? Header(string name) => headers.TryGetValue(name, out var value) ? value : null;

    /// <summary>
    /// Returns the headers whose names begin with <paramref name="prefix"/>, in any case. Names are without it, in lower case.
    /// </summary>
    internal Dictionary<string, string> HeadersBelow(string prefix) => headers
        .Where(header => header.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        .ToDictionary(header => header.Key[prefix.Length..].ToLowerInvariant(), header => header.Value, StringComparer.Ordinal);

    internal long? Int64Header(string name) =>
        long.TryParse(Header(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    internal ulong? UInt64Header(string name) =>
        ulong.TryParse(Header(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    internal DateTimeOffset? TimeHeader(string name) =>
        DateTimeOffset.TryParseExact(Header(name), "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    /// <summary>The clock of the responder, which may be a proxy.</summary>
    internal DateTimeOffset? Date => TimeHeader("Date");

    /// <summary>
    /// The store's clock, if it refused the time of a request. It is <c>ServerTime</c> in the error document, which no proxy writes, or
    /// else <see cref="Date"/>. Null if neither is plausible.
    /// </summary>
    internal DateTimeOffset? StoreTime => Plausible(Error?.ServerTime) ?? Plausible(Date);

    /// <summary>How long to pause: <c>Retry-After</c>, or the delay that OSS reports.</summary>
    internal TimeSpan? RetryAfter
    {
        get
        {
            // Limited before the conversion, because a header may contain any number.
            if (Int64Header("Retry-After") is { } seconds)
                return TimeSpan.FromSeconds(Math.Min(seconds, 86_400));
            if (DateTimeOffset.TryParseExact(
                Header("Retry-After"), "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until)
                && Date is { } now)
                return until > now ? until - now : TimeSpan.Zero;
            return Int64Header("x-oss-qos-delay-time") is { } milliseconds
                ? TimeSpan.FromMilliseconds(Math.Min(milliseconds, 86_400_000))
                : null;
        }
    }

    /// <summary>OSS and S3 signatures exist since 2006. The corrected clock must also stay a valid date.</summary>
    private static DateTimeOffset? Plausible(DateTimeOffset? time) => time is { Year: >= 2006 and < 2200 } ? time : null;
}
