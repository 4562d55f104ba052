using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>A store did not let us read. The message names the object, the store's code and request id, and what to check.</summary>
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

    /// <summary>The store's own code; null where it said none.</summary>
    public string? ErrorCode { get; }

    /// <summary>The HTTP status; null where no answer came.</summary>
    public int? HttpStatus { get; }

    /// <summary>Whether the same may work later: the store is away, slow or busy. Otherwise somebody has to mend something first.</summary>
    public bool MayPass { get; }

    /// <summary>
    /// Whether others can still be read: this one was deleted or replaced meanwhile, is of a storage class that must be restored first, or has
    /// a key that cannot be asked for.
    /// </summary>
    internal bool IsOfObjectAlone { get; }

    private static bool MayPassOf(StoreErrorKind kind) => kind is StoreErrorKind.Unreachable or StoreErrorKind.ConnectionLost
        or StoreErrorKind.Timeout or StoreErrorKind.ServerError or StoreErrorKind.Throttled or StoreErrorKind.Unreadable;
}
