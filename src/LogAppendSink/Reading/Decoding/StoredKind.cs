using LogAppendSink.Stores;

namespace LogAppendSink.Reading.Decoding;

/// <summary>Detects whether an object is gzip, for readers that start in the middle.</summary>
internal static class StoredKind
{
    /// <summary>Whether the object's first bytes are a gzip header.</summary>
    /// <exception cref="ObjectReadException">The store cannot be reached or refuses the request.</exception>
    internal static async ValueTask<bool> IsGzipAsync(
        IObjectSource source, TimeProvider time, string key, CancellationToken cancellationToken)
    {
        var head = new byte[GzipHeader.MagicBytes];
        return await source.ReadAsync(time, key, 0, head, cancellationToken).ConfigureAwait(false) is { CountBytes: > 0 }
            && GzipHeader.IsAt(head);
    }
}
