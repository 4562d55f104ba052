using LogAppendSink.Stores;

namespace LogAppendSink.Objects;

/// <summary>
/// Bytes could not be appended to an object. The message names the object, the position, the store's code and request id where there is
/// one, and what to do.
/// </summary>
public sealed class AppendObjectException : IOException
{
    internal AppendObjectException(AppendObjectFault fault, string key, long position, string message, StoreError? error = null)
        : base(message, error?.Exception)
    {
        Fault = fault;
        Key = key;
        Position = position;
        ErrorCode = error?.Code;
        HttpStatus = error?.HttpStatus;
    }

    /// <summary>Why.</summary>
    public AppendObjectFault Fault { get; }

    /// <summary>The object.</summary>
    public string Key { get; }

    /// <summary>Up to where the writer's bytes are known to be stored; 0 where the object could not be opened.</summary>
    public long Position { get; }

    /// <summary>
    /// Whether the bytes behind <see cref="Position"/> may be stored, or may yet be: what was sent was never answered. Appending the same
    /// bytes again with the same writer settles it.
    /// </summary>
    public bool IsInDoubt { get; internal init; }

    /// <summary>The store's own code; null where it said none.</summary>
    public string? ErrorCode { get; }

    /// <summary>The HTTP status; null where no answer came.</summary>
    public int? HttpStatus { get; }
}
