namespace LogAppendSink.Emulator;

/// <summary>A request that the emulator has received.</summary>
/// <param name="Number">The number of the request, counted from 1 in the order in which the headers arrived.</param>
/// <param name="Operation">The requested operation.</param>
/// <param name="Bucket">The bucket; empty if the request has none.</param>
/// <param name="Key">The key; empty if the request has none.</param>
/// <param name="Position">The <c>position</c> parameter, if it is a number.</param>
/// <param name="BodyLengthBytes">The length of the completely received body; null without a body.</param>
/// <param name="Outcome">
/// The status of the response (<c>200</c>); <c>cut</c> if the connection ended without one; <c>ghost</c> while the request waits
/// to be applied, then <c>ghost 200</c> or <c>ghost 409</c>; <c>pending</c> while it is processed.
/// </param>
/// <param name="Code">The error's code, or null.</param>
/// <param name="Fault">The name of the applied fault, or null.</param>
public sealed record RequestEntry(
    long Number,
    OssOperation Operation,
    string Bucket,
    string Key,
    long? Position,
    long? BodyLengthBytes,
    string Outcome,
    string? Code,
    string? Fault);
