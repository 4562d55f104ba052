using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace LogAppendSink.Stores;

/// <summary>Why a request to a store failed. Contains neither secrets nor log content.</summary>
/// <param name="Kind">The kind of the failure.</param>
/// <param name="Operation">The operation, as a noun before the key: <c>append to</c>, <c>HEAD of</c>, <c>read of</c> and so on.</param>
/// <param name="Key">The object; empty for a request to the bucket.</param>
/// <param name="Bucket">The bucket of the object.</param>
[Experimental(ExperimentalApi.Store)]
public sealed record StoreError(StoreErrorKind Kind, string Operation, string Key, string Bucket)
{
    /// <summary>The name of the store, for messages.</summary>
    public string Store { get; init; } = "OSS";

    /// <summary>The HTTP status; null if there was no response.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>The store's error code; null if the response has none.</summary>
    public string? Code { get; init; }

    /// <summary>The store's id of the request; null if the response has none.</summary>
    public string? RequestId { get; init; }

    /// <summary>The cause, if there is no error code: for example, the message of the network error.</summary>
    public string? Detail { get; init; }

    /// <summary>What to check, as a full sentence; null if there is no advice.</summary>
    public string? Hint { get; init; }

    /// <summary>Whether it is certain that nothing of the request was sent, or will be sent later.</summary>
    public bool IsUnsent { get; init; }

    /// <summary>How long to pause before the next request; null if the store does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The exception that caused the failure; null if none.</summary>
    public Exception? Exception { get; init; }

    /// <summary>Returns one or two sentences: the failed request, the error code, the request id, and what to check.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Store} {Verb} the {Operation}{(Key.Length > 0 ? $" '{Key}' in" : "")} bucket "
            + $"'{Bucket}'");
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
