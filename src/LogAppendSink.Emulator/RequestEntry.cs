namespace LogAppendSink.Emulator;

/// <summary>A request that the emulator has received.</summary>
/// <param name="Number">The number of the request, counted from 1 in the order in which the headers arrived.</param>
/// <param name="Operation">The requested operation.</param>
/// <param name="Bucket">The bucket; empty if the request has none.</param>
/// <param name="Key">The key; empty if the request has none.</param>
/// <param name="Position">The <c>position</c> parameter, if it is a number.</param>
public sealed record RequestEntry(long Number, OssOperation Operation, string Bucket, string Key, long? Position)
{
    /// <summary>The length of the completely received body; null without a body.</summary>
    public long? BodyLengthBytes { get; init; }

    /// <summary>
    /// The status of the response (<c>200</c>); <c>cut</c> if the connection ended without one; <c>ghost</c> while the request waits
    /// to be applied, then <c>ghost 200</c> or <c>ghost 409</c>; <c>pending</c> while it is processed.
    /// </summary>
    public string Outcome { get; init; } = "pending";

    /// <summary>The error's code, or null.</summary>
    public string? Code { get; init; }

    /// <summary>The name of the applied fault, or null.</summary>
    public string? Fault { get; init; }
}
