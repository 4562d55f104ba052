using System.Collections.Concurrent;
using LogAppendSink.Stores;

namespace CustomStore;

/// <summary>
/// A store of append objects in the memory of this process: the smallest complete implementation of <see cref="IAppendStore"/>, and a store for
/// tests that need no HTTP.
/// </summary>
public sealed class MemoryAppendStore(string name, ConcurrentDictionary<string, MemoryAppendStore.StoredObject> objects) : IAppendStore
{
    /// <summary>The bytes of an object, and whether it takes no more.</summary>
    public sealed class StoredObject
    {
        internal MemoryStream Bytes { get; } = new();

        internal bool IsSealed { get; set; }

        internal object Gate { get; } = new();

        /// <summary>Returns a copy of the bytes.</summary>
        public byte[] ToArray()
        {
            lock (Gate)
                return Bytes.ToArray();
        }
    }

    internal static StorePromises Promised { get; } = new()
    {
        IsCreationExclusive = true,
        IsAcknowledgementFinal = true,
        CanSeal = true,
        ObjectBytesMax = 1024 * 1024 * 1024,
    };

    public StorePromises Promises => Promised;

    // This store computes no checksum of the whole object. What the length alone cannot settle, delivery reads back.
    public ObjectEnd EmptyEnd => new(LengthBytes: 0, ContentChecksum.None);

    public ObjectEnd Advance(ObjectEnd before, AppendBody body) => new(before.LengthBytes + body.LengthBytes, ContentChecksum.None);

    public ValueTask<AppendResult> AppendAsync(string key, long position, AppendBody body, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (position > 0 && !objects.ContainsKey(key))
            return new(Conflict(key, nextPosition: 0));
        var stored = objects.GetOrAdd(key, _ => new StoredObject());
        lock (stored.Gate)
        {
            if (stored.IsSealed)
                return new(new AppendResult.NotAppendable(Error(StoreErrorKind.NotAppendable, "append to", key)));
            if (stored.Bytes.Length != position)
                return new(Conflict(key, stored.Bytes.Length));
            foreach (var part in body.Bytes)
                stored.Bytes.Write(part.Span);
            return new(new AppendResult.Stored(new ObjectEnd(stored.Bytes.Length, ContentChecksum.None)));
        }
    }

    public ValueTask<StoreResult<ObjectDescription>> DescribeAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!objects.TryGetValue(key, out var stored))
            return new(StoreResult<ObjectDescription>.Absent);
        lock (stored.Gate)
            return new(new ObjectDescription(key, stored.Bytes.Length) { IsAppendObject = true, IsSealed = stored.IsSealed });
    }

    public ValueTask<StoreResult<ObjectRange>> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!objects.TryGetValue(key, out var stored))
            return new(StoreResult<ObjectRange>.Absent);
        lock (stored.Gate)
        {
            if (position >= stored.Bytes.Length)
                return new(ObjectRange.Empty);
            stored.Bytes.Position = position;
            var count = stored.Bytes.Read(destination.Span);
            stored.Bytes.Position = stored.Bytes.Length;
            return new(new ObjectRange(count, stored.Bytes.Length));
        }
    }

    public ValueTask<StoreResult<ObjectPage>> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entries = objects
            .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new ObjectEntry(pair.Key, pair.Value.ToArray().Length, DateTimeOffset.UnixEpoch, IsAppendObject: true));
        return new(new ObjectPage([.. entries], Continuation: null));
    }

    public ValueTask<StoreResult<ObjectSeal>> SealAsync(string key, long position, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!objects.TryGetValue(key, out var stored))
            return new(Error(StoreErrorKind.PositionConflict, "seal of", key));
        lock (stored.Gate)
        {
            if (stored.Bytes.Length != position)
                return new(Error(StoreErrorKind.PositionConflict, "seal of", key));
            stored.IsSealed = true;
            return new(new ObjectSeal(SealedAt: null));
        }
    }

    public void Dispose()
    {
    }

    private AppendResult.Conflict Conflict(string key, long nextPosition) =>
        new(Error(StoreErrorKind.PositionConflict, "append to", key)) { NextPosition = nextPosition };

    private StoreError Error(StoreErrorKind kind, string operation, string key) => new(kind, operation, key, name) { Store = "The memory store" };
}
