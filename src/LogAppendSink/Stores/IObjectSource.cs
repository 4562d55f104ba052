using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>Describes, reads and lists objects. Writers do not list, so they need no permission for it.</summary>
/// <remarks>Thread-safe. A failure is returned as a <see cref="StoreError"/>; only the cancellation by the caller throws.</remarks>
[Experimental(ExperimentalApi.Store)]
public interface IObjectSource : IDisposable
{
    /// <summary>Returns what the store knows of an object without its bytes: its end, whether it takes appends, its headers.</summary>
    /// <param name="key">The object.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<StoreResult<ObjectDescription>> DescribeAsync(string key, CancellationToken cancellationToken);

    /// <summary>Reads the bytes of an object from a position on, as far as the object reaches. An empty destination needs no request.</summary>
    /// <param name="key">The object.</param>
    /// <param name="position">The first byte, from 0.</param>
    /// <param name="destination">Filled from its start.</param>
    /// <param name="cancellationToken">Ends the wait. The destination is not used after the call has ended.</param>
    /// <returns>How many bytes were read; <see cref="ObjectRange.Empty"/> where the object ends at the position or before it.</returns>
    ValueTask<StoreResult<ObjectRange>> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>Lists a page of the objects whose keys begin with <paramref name="prefix"/>, in the byte order of their keys.</summary>
    /// <param name="prefix">How the keys begin; empty for all objects.</param>
    /// <param name="continuation">The continuation of the previous page; null for the first page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The page or an error; never absent.</returns>
    ValueTask<StoreResult<ObjectPage>> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken);
}
