using System.Globalization;
using System.Text;

namespace LogAppendSink.Stores;

/// <summary>Why a request to a store failed. Contains neither secrets nor log content.</summary>
/// <param name="Kind">The kind of the failure.</param>
/// <param name="Operation">What was requested, as a noun: <c>append to</c>, <c>HEAD of</c>, <c>read of</c> and so on precede the key.</param>
/// <param name="Key">The object; empty for a request to the bucket.</param>
/// <param name="Bucket">Its bucket.</param>
internal sealed record StoreError(StoreErrorKind Kind, string Operation, string Key, string Bucket)
{
    /// <summary>The name of the store for messages.</summary>
    internal string Store { get; init; } = "OSS";

    /// <summary>The HTTP status; null where no response came.</summary>
    internal int? HttpStatus { get; init; }

    /// <summary>The store's code.</summary>
    internal string? Code { get; init; }

    /// <summary>The store's id of the request.</summary>
    internal string? RequestId { get; init; }

    /// <summary>The cause where the response names none, for example the message of the network.</summary>
    internal string? Detail { get; init; }

    /// <summary>What to check.</summary>
    internal string? Hint { get; init; }

    /// <summary>No response came, and it is certain that nothing of the request was sent and that nothing of it will be.</summary>
    internal bool IsUnsent { get; init; }

    /// <summary>How long the store asks to pause.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>The exception that caused the failure.</summary>
    internal Exception? Exception { get; init; }

    /// <summary>One sentence or two for people: what was refused, the store's own code and request id, what to check.</summary>
    internal string Describe()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Store} {Verb} the {Operation}{(Key.Length > 0 ? $" '{Key}' in" : "")} bucket '{Bucket}'");
        if (HttpStatus is { } status)
            text.Append(CultureInfo.InvariantCulture, $": {status}{(Code is null ? "" : $" {Code}")}");
        if (Detail is not null)
            text.Append(CultureInfo.InvariantCulture, $": {Detail}");
        if (RequestId is not null)
            text.Append(CultureInfo.InvariantCulture, $" (request {RequestId})");
        text.Append('.');
        if (Hint is not null)
            text.Append(CultureInfo.InvariantCulture, $" {Hint}");
        return text.ToString();
    }

    private string Verb => Kind switch
    {
        StoreErrorKind.Unreachable => "cannot be reached for",
        StoreErrorKind.ConnectionLost or StoreErrorKind.Timeout => "did not respond to",
        StoreErrorKind.ServerError => "failed at",
        StoreErrorKind.Unreadable => "sent an unreadable response to",
        StoreErrorKind.NoCredentials => "cannot be called for",
        _ => "refused",
    };
}
