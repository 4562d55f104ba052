using System.Text;
using LogAppendSink.Reading;

namespace LogAppendSink.Ceph.Tests;

/// <summary>What stands below a prefix, read back.</summary>
internal static class StoredEvents
{
    /// <summary>The lines of each object, by key, in the order in which the objects were begun.</summary>
    internal static async Task<IReadOnlyList<(string Key, string[] Lines)>> ReadAsync(string prefix)
    {
        using var catalog = ObjectCatalog.Open(Gateway.Options());
        var objects = new List<(string, string[])>();
        foreach (var entry in await catalog.ListInOrderAsync(prefix))
        {
            var bytes = entry.LengthBytes == 0 ? ReadOnlyMemory<byte>.Empty : await catalog.ReadAsync(entry.Key, 0, (int)entry.LengthBytes)
                ?? throw new InvalidOperationException($"'{entry.Key}' was {entry.LengthBytes} bytes long a moment ago.");
            objects.Add((entry.Key, Encoding.UTF8.GetString(bytes.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        }

        return objects;
    }
}
