using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>A read from the store failed. The message gives the object, the store's error code and request id, and what to check.</summary>
public sealed class ObjectReadException : IOException
{
    internal ObjectReadException(StoreError error)
        : base(error.Describe(), error.Exception)
    {
        ErrorCode = error.Code;
        HttpStatus = error.HttpStatus;
        MayPass = MayPassOf(error.Kind);
        IsOfObjectAlone = error
            is { Kind: StoreErrorKind.Refused, HttpStatus: null }
            or { Kind: StoreErrorKind.NotAppendable }
            or { Code: "InvalidObjectState" or "NoSuchKey" };
    }

    /// <summary>The object was deleted or replaced during the read.</summary>
    internal ObjectReadException(string message)
        : base(message) => IsOfObjectAlone = true;

    /// <summary>The store's error code; null if the response has none.</summary>
    public string? ErrorCode { get; }

    /// <summary>The HTTP status; null if there was no response.</summary>
    public int? HttpStatus { get; }

    /// <summary>Whether a retry can succeed: the store is unreachable, slow or busy. Otherwise, fix the cause first.</summary>
    public bool MayPass { get; }

    /// <summary>
    /// Whether other objects can still be read: this one was deleted or replaced, must be restored from its storage class, or has an
    /// invalid key.
    /// </summary>
    internal bool IsOfObjectAlone { get; }

    /// <summary>Throws if the result is an error.</summary>
    /// <returns>The value; null if the object does not exist.</returns>
    internal static T? ThrowIfFailed<T>(StoreResult<T> result)
        where T : class => result.Error is { } error ? throw new ObjectReadException(error) : result.Value;

    private static bool MayPassOf(StoreErrorKind kind) => kind is StoreErrorKind.Unreachable or StoreErrorKind.ConnectionLost
        or StoreErrorKind.Timeout or StoreErrorKind.ServerError or StoreErrorKind.Throttled or StoreErrorKind.Unreadable;
}
