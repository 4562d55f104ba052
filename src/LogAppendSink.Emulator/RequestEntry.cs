namespace LogAppendSink.Emulator;

/// <summary>A request the emulator has seen.</summary>
/// <param name="Number">Counts all requests from 1, in the order their headers arrived.</param>
/// <param name="Operation">What it asked for.</param>
/// <param name="Bucket">Empty when it named none.</param>
/// <param name="Key">Empty when it named none.</param>
/// <param name="Position">The <c>position</c> it sent, if it is a number.</param>
/// <param name="BodyLengthBytes">Length of the body received in full; null when none was.</param>
/// <param name="Outcome">
/// The status of the answer (<c>200</c>); <c>cut</c> when the connection ended without one; <c>ghost</c> while it waits to be
/// tried, then <c>ghost 200</c> or <c>ghost 409</c>; <c>pending</c> while it is being handled.
/// </param>
/// <param name="Code">The error's code, or null.</param>
/// <param name="Fault">The name of the fault that happened to it, or null.</param>
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
