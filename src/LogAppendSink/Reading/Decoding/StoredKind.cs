using LogAppendSink.Stores;

namespace LogAppendSink.Reading.Decoding;

/// <summary>Whether an object is compressed, for readers that do not begin at its first byte.</summary>
internal static class StoredKind
{
    /// <summary>By the object's first bytes.</summary>
    /// <exception cref="ObjectReadException">The store does not let us.</exception>
    internal static async ValueTask<bool> IsGzipAsync(IObjectSource source, TimeProvider time, string key, CancellationToken cancellationToken)
    {
        var head = new byte[GzipHeader.MagicBytes];
        return await source.ReadAsync(time, key, 0, head, cancellationToken).ConfigureAwait(false) is { CountBytes: > 0 } && GzipHeader.IsAt(head);
    }
}
