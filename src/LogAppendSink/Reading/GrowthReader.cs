using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>Reads what has come behind the places of some objects, several at a time: most of a read is waiting for the store.</summary>
internal sealed class GrowthReader(IObjectSource source, int readLimitBytes)
{
    private const int AtOnceMax = 8;

    private readonly byte[][] _buffers = [.. Enumerable.Repeat(Array.Empty<byte>(), AtOnceMax)];

    /// <summary>Which of these objects are read together. One with a long record takes more memory than usual, and is read alone.</summary>
    internal IEnumerable<FollowedObject[]> Together(IEnumerable<FollowedObject> due)
    {
        var byIsLong = due.ToLookup(followed => followed.ReadBytes > readLimitBytes);
        return byIsLong[false].Chunk(AtOnceMax).Concat(byIsLong[true].Chunk(1));
    }

    /// <summary>Reads as many as <see cref="Together"/> gives.</summary>
    internal Task<GrowthRead[]> ReadAsync(FollowedObject[] some, CancellationToken cancellationToken) =>
        Task.WhenAll(some.Select((followed, slot) => ReadAsync(followed, slot, cancellationToken)));

    private async Task<GrowthRead> ReadAsync(FollowedObject followed, int slot, CancellationToken cancellationToken)
    {
        var place = followed.Place;

        // Where the bytes before the place are not known, they are read now, and are the witness from then on. The range is then never
        // empty, so the response has the object's length even where it has not grown.
        var windowBytes = place.WindowBytes > 0 ? place.WindowBytes : (int)Math.Min(ReadPlace.WindowBytesMax, place.Position);
        var buffer = BufferOf(slot, windowBytes + Math.Max(readLimitBytes, followed.ReadBytes));
        return new GrowthRead(buffer, windowBytes, await source.ReadAsync(followed.Key, place.Position - windowBytes, buffer, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Of the usual size, the same each time; what a long record needs is not kept.</summary>
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
