using System.Buffers;
using System.Globalization;
using System.Text.Json;
using LogAppendSink.Reading;
using LogAppendSink.Reading.Searching;
using LogAppendSink.Stores;
using LogAppendSink.Viewer.Serving;
using Microsoft.AspNetCore.Http;

namespace LogAppendSink.Viewer.Api;

/// <summary><c>api/objects</c>: lists the objects that may have events in a time range.</summary>
internal sealed class ObjectsAnswer(ViewerSite site)
{
    private const int ObjectsMax = 2000;
    private const int DescribedMax = 100;
    private const int DescribedAtOnceMax = 8;

    /// <exception cref="ViewerFault">A parameter is invalid.</exception>
    /// <exception cref="ObjectReadException">The store failed or denied access.</exception>
    internal async Task SendAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var now = site.Time.GetUtcNow();
        var from = EventQuery.TimeOf(context.Request.Query, "from", now);
        var to = EventQuery.TimeOf(context.Request.Query, "to", now);
        using var place = site.EnterQuery();
        var entries = await site.ListAsync(cancellationToken).ConfigureAwait(false);
        var names = new ObjectHosts(site.Names, entries);
        var chosen = entries
            .Where(entry => from is null && to is null
                || ObjectSelection.MayHave(entry, names.Of(entry.Key), from ?? DateTimeOffset.UnixEpoch, to ?? DateTimeOffset.MaxValue))
            .OrderByDescending(entry => entry.LastModified)
            .ThenByDescending(entry => entry.Key, ObjectKeyOrder.Instance)
            .ToList();
        var descriptions = await DescribeAsync(chosen.Take(DescribedMax), cancellationToken).ConfigureAwait(false);

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = ViewerJson.WriterTo(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("objects");
            foreach (var entry in chosen.Take(ObjectsMax))
                Write(writer, entry, names.Of(entry.Key), descriptions.GetValueOrDefault(entry.Key));
            writer.WriteEndArray();
            writer.WriteBoolean("truncated", chosen.Count > ObjectsMax);
            writer.WriteEndObject();
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.Body.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Dictionary<string, ObjectDescription>> DescribeAsync(
        IEnumerable<ObjectEntry> entries, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ObjectDescription>(StringComparer.Ordinal);
        foreach (var some in entries.Chunk(DescribedAtOnceMax))
        {
            var described = await Task.WhenAll(
                some.Select(entry => site.Catalog.DescribeAsync(entry.Key, cancellationToken))).ConfigureAwait(false);
            foreach (var description in described.OfType<ObjectDescription>())
                found[description.Key] = description;
        }

        return found;
    }

    private static void Write(Utf8JsonWriter writer, ObjectEntry entry, NamedPlace place, ObjectDescription? description)
    {
        writer.WriteStartObject();
        writer.WriteString("key", entry.Key);
        writer.WriteString("day", place.Period is { } period ? ViewerJson.Text(period.Start) : null);
        writer.WriteString("host", place.Host);
        writer.WriteNumber("size", entry.LengthBytes);
        writer.WriteString("type", entry.IsAppendObject ? "Appendable" : "Normal");
        writer.WriteString("lastModified", ViewerJson.Text(entry.LastModified));
        if (entry.StorageClass is not null)
            writer.WriteString("storageClass", entry.StorageClass);
        if (description is not null)
            writer.WriteBoolean("sealed", description.IsSealed);
        if (description?.Crc64 is { } crc)
            writer.WriteString("crc64", crc.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    }
}
