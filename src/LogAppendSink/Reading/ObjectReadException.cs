namespace LogAppendSink.Reading;

/// <summary>A store did not let us read. The message names the object, the store's code and request id, and what to check.</summary>
public sealed class ObjectReadException : IOException
{
    internal ObjectReadException(Stores.StoreError error)
        : base(error.Describe(), error.Exception)
    {
        ErrorCode = error.Code;
        HttpStatus = error.HttpStatus;
    }

    /// <summary>The store's own code; null where it said none.</summary>
    public string? ErrorCode { get; }

    /// <summary>The HTTP status; null where no answer came.</summary>
    public int? HttpStatus { get; }
}
