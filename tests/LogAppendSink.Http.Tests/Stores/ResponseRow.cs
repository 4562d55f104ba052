using System.Text.Json.Serialization;

namespace LogAppendSink.Http.Tests.Stores;

/// <summary>A response to an append, and the expected reaction.</summary>
internal sealed record ResponseRow
{
    public required int Status { get; init; }

    /// <summary>The store's code; null for a body that is not the store's XML.</summary>
    public string? Code { get; init; }

    /// <summary>The store's message.</summary>
    public string Text { get; init; } = "Some words.";

    /// <summary>Additional elements of the error.</summary>
    public string Extra { get; init; } = "";

    /// <summary>The headers, as <c>Name: value</c>.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>Distinguishes this row from others with the same status and code.</summary>
    public string? Case { get; init; }

    /// <summary>The source of this row, or the reason for it.</summary>
    public string? Remark { get; init; }

    /// <summary>The end of the object before the append, and the position of the append; 0 for an object that does not exist.</summary>
    public long? Position { get; init; }

    /// <summary>The end of the object after the response; null if it is unchanged.</summary>
    public long? EndAfter { get; init; }

    /// <summary>The number of consecutive requests that get the response.</summary>
    public int Times { get; init; } = 1;

    /// <summary>The expected case of <see cref="LogAppendSink.Stores.AppendResult"/>.</summary>
    public required string Result { get; init; }

    /// <summary>The expected <see cref="LogAppendSink.Stores.StoreErrorKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>
    /// The message for the user. <c>{append}</c> stands for the object and its bucket, <c>{request}</c> for the request id.
    /// </summary>
    public required string Message { get; init; }

    /// <summary>The pause that the store requests.</summary>
    public double? RetryAfterSeconds { get; init; }

    /// <summary>The end of the object, according to the response.</summary>
    public long? NextPosition { get; init; }

    /// <summary>
    /// The next requests of the writer until the body is stored, for example <c>head:404 append@0:200</c>; <c>-001</c> means the next
    /// object.
    /// </summary>
    public required string Next { get; init; }

    [JsonIgnore]
    public string FullMessage => Message
        .Replace("{append}", $"the append to '{StoreOverHttp.Key}' in bucket '{StoreOverHttp.Bucket}'", StringComparison.Ordinal)
        .Replace("{request}", $"(request {StoreOverHttp.RequestId})", StringComparison.Ordinal);

    [JsonIgnore]
    public string Name => $"{Status} {Code ?? "without a code"}{(Case is null ? "" : $": {Case}")}";
}
