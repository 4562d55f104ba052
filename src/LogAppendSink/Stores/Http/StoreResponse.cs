using System.Globalization;
using System.Net;
using LogAppendSink.Credentials;

namespace LogAppendSink.Stores.Http;

/// <summary>The response to a request, read completely: the status, the headers, the body or the error.</summary>
internal sealed class StoreResponse(HttpStatusCode status, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body, StoreErrorBody? error)
{
    internal int Status { get; } = (int)status;

    internal bool IsSuccess => Status is >= 200 and < 300;

    internal ReadOnlyMemory<byte> Body { get; } = body;

    internal StoreErrorBody? Error { get; } = error;

    /// <summary>The credentials that signed the request.</summary>
    internal OssCredentials? SignedBy { get; set; }

    /// <summary>The store's own code; null where the response has no readable code.</summary>
    internal string? Code => Error?.Code;

    /// <summary>Whether the store says that the object does not exist, and not only that something is missing.</summary>
    internal bool IsNoSuchKey => Status == 404 && Code == "NoSuchKey";

    internal string? RequestId => Header("x-oss-request-id") ?? Header("x-amz-request-id") ?? Error?.RequestId;

    internal string? Header(string name) => headers.TryGetValue(name, out var value) ? value : null;

    /// <summary>The headers whose names begin with <paramref name="prefix"/>, in any case. The names are without it, in lower case.</summary>
    internal Dictionary<string, string> HeadersBelow(string prefix) => headers
        .Where(header => header.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        .ToDictionary(header => header.Key[prefix.Length..].ToLowerInvariant(), header => header.Value, StringComparer.Ordinal);

    internal long? Int64Header(string name) =>
        long.TryParse(Header(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    internal ulong? UInt64Header(string name) =>
        ulong.TryParse(Header(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    internal DateTimeOffset? TimeHeader(string name) =>
        DateTimeOffset.TryParseExact(Header(name), "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>The clock of the responder, which may be a proxy.</summary>
    internal DateTimeOffset? Date => TimeHeader("Date");

    /// <summary>
    /// The store's clock when it refused a request for its time: as its error document says (<c>ServerTime</c>), which no proxy writes; else by
    /// <see cref="Date"/>. Null where neither can be right.
    /// </summary>
    internal DateTimeOffset? StoreTime => Plausible(Error?.ServerTime) ?? Plausible(Date);

    /// <summary>How long the store asks to pause: <c>Retry-After</c>, or the delay that OSS says it imposed.</summary>
    internal TimeSpan? RetryAfter
    {
        get
        {
            // Bounded before the conversion: a header may hold any number.
            if (Int64Header("Retry-After") is { } seconds)
                return TimeSpan.FromSeconds(Math.Min(seconds, 86_400));
            if (DateTimeOffset.TryParseExact(Header("Retry-After"), "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until) && Date is { } now)
                return until > now ? until - now : TimeSpan.Zero;
            return Int64Header("x-oss-qos-delay-time") is { } milliseconds ? TimeSpan.FromMilliseconds(Math.Min(milliseconds, 86_400_000)) : null;
        }
    }

    /// <summary>Signatures of OSS and S3 exist since 2006; what is added to a clock must leave a date that can be written.</summary>
    private static DateTimeOffset? Plausible(DateTimeOffset? time) => time is { Year: >= 2006 and < 2200 } ? time : null;
}
