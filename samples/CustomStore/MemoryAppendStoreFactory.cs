using System.Collections.Concurrent;
using LogAppendSink;
using LogAppendSink.Stores;

namespace CustomStore;

/// <summary>Opens <see cref="MemoryAppendStore"/>s over one set of objects, so that a writer and a reader see the same ones.</summary>
public sealed class MemoryAppendStoreFactory : IAppendStoreFactory
{
    private readonly ConcurrentDictionary<string, MemoryAppendStore.StoredObject> _objects = new(StringComparer.Ordinal);

    // Writers of one process share what they know of an object by this name.
    public string Name { get; } = $"memory/{Guid.NewGuid():N}";

    public StorePromises Promises => MemoryAppendStore.Promised;

    /// <summary>The objects, by their keys.</summary>
    public IReadOnlyDictionary<string, MemoryAppendStore.StoredObject> Objects => _objects;

    public IAppendStore Open(OssAppendOptions options) => new MemoryAppendStore(Name, _objects);
}
