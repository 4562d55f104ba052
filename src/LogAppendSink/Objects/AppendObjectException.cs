using LogAppendSink.Stores;

namespace LogAppendSink.Objects;

/// <summary>
/// An append to an object failed. The message gives the object, the position, the store's error code and request id if it has them, and the
/// fix.
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

    /// <summary>The reason.</summary>
    public AppendObjectFault Fault { get; }

    /// <summary>The key of the object.</summary>
    public string Key { get; }

    /// <summary>The position up to which the writer's bytes are known to be stored; 0 if the object could not be opened.</summary>
    public long Position { get; }

    /// <summary>
    /// Whether the bytes after <see cref="Position"/> may be stored: they were sent, but there was no response. Append the same bytes again
    /// with the same writer to resolve this.
    /// </summary>
    public bool IsInDoubt { get; internal init; }

    /// <summary>The store's error code; null if the response has none.</summary>
    public string? ErrorCode { get; }

    /// <summary>The HTTP status; null if there was no response.</summary>
    public int? HttpStatus { get; }
}
