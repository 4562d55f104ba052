using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>Reading from a store failed. The message names the object, the store's code and request id, and what to check.</summary>
public sealed class ObjectReadException : IOException
{
    internal ObjectReadException(StoreError error)
        : base(error.Describe(), error.Exception)
    {
        ErrorCode = error.Code;
        HttpStatus = error.HttpStatus;
        MayPass = MayPassOf(error.Kind);
        IsOfObjectAlone = error is { Kind: StoreErrorKind.Refused, HttpStatus: null } or { Kind: StoreErrorKind.NotAppendable } or { Code: "InvalidObjectState" or "NoSuchKey" };
    }

    /// <summary>The object was deleted or replaced while it was read.</summary>
    internal ObjectReadException(string message)
        : base(message) => IsOfObjectAlone = true;

    /// <summary>The store's own code; null where the response has none.</summary>
    public string? ErrorCode { get; }

    /// <summary>The HTTP status; null where no response came.</summary>
    public int? HttpStatus { get; }

    /// <summary>Whether the same may work later: the store is unreachable, slow or busy. Otherwise an error must be fixed first.</summary>
    public bool MayPass { get; }

    /// <summary>
    /// Whether other objects can still be read: this one was deleted or replaced, must be restored from its storage class first, or has a key that
    /// is not sent.
    /// </summary>
    internal bool IsOfObjectAlone { get; }

    /// <summary>Throws for an error.</summary>
    /// <returns>What was found; null where the object does not exist.</returns>
    internal static T? ThrowIfFailed<T>(StoreResult<T> result)
        where T : class => result.Error is { } error ? throw new ObjectReadException(error) : result.Value;

    private static bool MayPassOf(StoreErrorKind kind) => kind is StoreErrorKind.Unreachable or StoreErrorKind.ConnectionLost
        or StoreErrorKind.Timeout or StoreErrorKind.ServerError or StoreErrorKind.Throttled or StoreErrorKind.Unreadable;
}
