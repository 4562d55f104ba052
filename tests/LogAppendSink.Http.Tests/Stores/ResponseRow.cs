using System.Text.Json.Serialization;

namespace LogAppendSink.Http.Tests.Stores;

/// <summary>A response to an append, and everything that must follow from it.</summary>
internal sealed record ResponseRow
{
    public required int Status { get; init; }

    /// <summary>The store's code; null for a body that is not the store's XML.</summary>
    public string? Code { get; init; }

    /// <summary>The store's message.</summary>
    public string Text { get; init; } = "Some words.";

    /// <summary>Further elements of the error.</summary>
    public string Extra { get; init; } = "";

    /// <summary>Written as <c>Name: value</c>.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>Distinguishes this row from others with the same status and code.</summary>
    public string? Case { get; init; }

    /// <summary>The source of this row, or the reason for it.</summary>
    public string? Remark { get; init; }

    /// <summary>Where the object ends before, and so the position of the append; 0 for an object that does not exist.</summary>
    public long? Position { get; init; }

    /// <summary>Where the object ends from the response on; null for where it did before.</summary>
    public long? EndAfter { get; init; }

    /// <summary>How many requests in a row get the response.</summary>
    public int Times { get; init; } = 1;

    /// <summary>The <see cref="LogAppendSink.Stores.AppendResult"/> that says what is certain of the append.</summary>
    public required string Result { get; init; }

    /// <summary>The <see cref="LogAppendSink.Stores.StoreErrorKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The message for the user. <c>{append}</c> stands for the object and its bucket, <c>{request}</c> for the id.</summary>
    public required string Message { get; init; }

    /// <summary>How long the store asks for a pause.</summary>
    public double? RetryAfterSeconds { get; init; }

    /// <summary>Where the object ends, according to the response.</summary>
    public long? NextPosition { get; init; }

    /// <summary>
    /// What the writer sends next, until the body is stored: as in <c>head:404 append@0:200</c>, with <c>-001</c> for the next object.
    /// </summary>
    public required string Next { get; init; }

    [JsonIgnore]
    public string FullMessage => Message
        .Replace("{append}", $"the append to '{StoreOverHttp.Key}' in bucket '{StoreOverHttp.Bucket}'", StringComparison.Ordinal)
        .Replace("{request}", $"(request {StoreOverHttp.RequestId})", StringComparison.Ordinal);

    [JsonIgnore]
    public string Name => $"{Status} {Code ?? "without a code"}{(Case is null ? "" : $": {Case}")}";
}
