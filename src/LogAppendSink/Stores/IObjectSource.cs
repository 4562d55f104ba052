using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>Describes, reads and lists objects. Writers do not list, so they need no permission for it.</summary>
/// <remarks>Thread-safe. A failure is returned as a <see cref="StoreError"/>. Methods throw only if the caller cancels.</remarks>
[Experimental(ExperimentalApi.Store)]
public interface IObjectSource : IDisposable
{
    /// <summary>Returns the attributes of an object without its bytes: its end, its state and its headers.</summary>
    /// <param name="key">The object.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<StoreResult<ObjectDescription>> DescribeAsync(string key, CancellationToken cancellationToken);

    /// <summary>Reads the bytes of an object from a position to its end. An empty destination needs no request.</summary>
    /// <param name="key">The object.</param>
    /// <param name="position">The position of the first byte, from 0.</param>
    /// <param name="destination">The memory to fill, from its start.</param>
    /// <param name="cancellationToken">Ends the wait. Do not use the destination after the call has ended.</param>
    /// <returns>The number of bytes read; <see cref="ObjectRange.Empty"/> if the object ends at or before the position.</returns>
    ValueTask<StoreResult<ObjectRange>> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>Lists a page of the objects whose keys begin with <paramref name="prefix"/>, in the byte order of their keys.</summary>
    /// <param name="prefix">The start of the keys; empty for all objects.</param>
    /// <param name="continuation">The continuation of the previous page; null for the first page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The page or an error; never absent.</returns>
    ValueTask<StoreResult<ObjectPage>> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken);
}
