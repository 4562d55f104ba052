using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>Reads the new bytes of several objects at a time: most of a read is spent waiting for the store.</summary>
internal sealed class GrowthReader(IObjectSource source, int readLimitBytes)
{
    private const int AtOnceMax = 8;

    private readonly byte[][] _buffers = [.. Enumerable.Repeat(Array.Empty<byte>(), AtOnceMax)];

    /// <summary>Groups the objects that are read together. An object with a long record needs more memory and is read alone.</summary>
    internal IEnumerable<FollowedObject[]> Together(IEnumerable<FollowedObject> due)
    {
        var byIsLong = due.ToLookup(followed => followed.ReadBytes > readLimitBytes);
        return byIsLong[false].Chunk(AtOnceMax).Concat(byIsLong[true].Chunk(1));
    }

    /// <summary>Reads one group from <see cref="Together"/>.</summary>
    internal Task<GrowthRead[]> ReadAsync(FollowedObject[] some, CancellationToken cancellationToken) =>
        Task.WhenAll(some.Select((followed, slot) => ReadAsync(followed, slot, cancellationToken)));

    private async Task<GrowthRead> ReadAsync(FollowedObject followed, int slot, CancellationToken cancellationToken)
    {
        var place = followed.Place;

        // If the bytes before the place are unknown, read them now as the witness for later reads. The range is then never empty, so the
        // response contains the object's length even if the object has not grown.
        var windowBytes = place.WindowBytes > 0 ? place.WindowBytes : (int)Math.Min(ReadPlace.WindowBytesMax, place.Position);
        var buffer = BufferOf(slot, windowBytes + Math.Max(readLimitBytes, followed.ReadBytes));
        return new GrowthRead(buffer, windowBytes, await source.ReadAsync(
            followed.Key, place.Position - windowBytes, buffer, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Returns the reused buffer of a slot; a long record gets a temporary one.</summary>
    private Memory<byte> BufferOf(int slot, int lengthBytes)
    {
        var usualBytes = ReadPlace.WindowBytesMax + readLimitBytes;
        if (lengthBytes > usualBytes)
            return new byte[lengthBytes];
        if (_buffers[slot].Length == 0)
            _buffers[slot] = new byte[usualBytes];
        return _buffers[slot].AsMemory(0, lengthBytes);
    }
}
