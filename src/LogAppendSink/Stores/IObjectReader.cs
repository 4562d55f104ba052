namespace LogAppendSink.Stores;

/// <summary>
/// Describes and reads objects. A failure is returned as a <see cref="StoreError"/>; only the cancellation by the caller throws. Thread-safe.
/// </summary>
internal interface IObjectReader : IDisposable
{
    /// <summary>Everything that the store returns with one HEAD request: the end of the object, whether it takes appends, its headers.</summary>
    ValueTask<StoreResult<ObjectDescription>> DescribeAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Fills <paramref name="destination"/> with the bytes of an object from <paramref name="position"/> on, as far as the object reaches. An
    /// empty destination needs no request.
    /// </summary>
    /// <returns>How many bytes there are; <see cref="ObjectRange.Empty"/> where the object ends at the position or before it.</returns>
    ValueTask<StoreResult<ObjectRange>> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellationToken);
}
