using System.Text.Json;
using LogAppendSink.Reading;
using LogAppendSink.Reading.Searching;
using LogAppendSink.Stores;
using LogAppendSink.Viewer.Serving;
using Microsoft.AspNetCore.Http;

namespace LogAppendSink.Viewer.Api;

/// <summary><c>api/events</c>: streams the events of a time range, with counts over the whole range.</summary>
internal sealed class EventsAnswer(ViewerSite site)
{
    private const int DefaultLimit = 1000;
    private const int LimitMax = 100_000;

    private static readonly TimeSpan DefaultStretch = TimeSpan.FromHours(1);

    /// <exception cref="ViewerFault">A parameter is invalid, or too many requests run at a time.</exception>
    /// <exception cref="ObjectReadException">The store failed or denied access.</exception>
    internal async Task SendAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var parameters = context.Request.Query;
        var query = EventQuery.Read(parameters);
        var now = site.Time.GetUtcNow();
        var to = EventQuery.TimeOf(parameters, "to", now) ?? now;
        var from = EventQuery.TimeOf(parameters, "from", now)
            ?? (to - DateTimeOffset.MinValue > DefaultStretch ? to - DefaultStretch : DateTimeOffset.MinValue);
        if (from >= to)
            throw ViewerFault.BadParameter(
                "BadRange",
                "from",
                $"from ({ViewerJson.Text(from)}) is not before to ({ViewerJson.Text(to)}).",
                "Swap them, or give an earlier from.");
        var limit = EventQuery.NumberOf(parameters, "limit", DefaultLimit, least: 1, most: LimitMax);
        var start = PlacesOf(parameters);

        using var place = site.EnterQuery();
        var entries = await site.ListAsync(cancellationToken).ConfigureAwait(false);
        var names = new ObjectHosts(site.Names, entries);
        var notes = new SearchNotes();
        var search = new TimeRangeSearch(site.Catalog.Source, site.Time, Select(entries, names, query.Host, from, to, now), from, to, start)
        {
            ByteBudget = site.Options.ByteBudgetBytes,
            ContentBudget = site.Options.ContentBudgetBytes,
            OnNote = notes.Add,
        };

        using var lines = new StreamedLines(context);
        lines.Add(writer => WriteRange(writer, from, to, limit));
        await new EventStream(search, query, names, lines, notes, site.Time, limit).SendAsync(cancellationToken).ConfigureAwait(false);
    }

    private static IEnumerable<SearchedObject> Select(
        IEnumerable<ObjectEntry> entries, ObjectHosts names, string? host, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now) =>
        from entry in entries
        let name = names.Of(entry.Key)
        where (host is null || host == name.Host) && ObjectSelection.MayHave(entry, name, @from, to)
        select new SearchedObject(entry.Key, entry.LengthBytes, ObjectSelection.EarliestTimeOf(name), ObjectSelection.IsAtRest(entry, now));

    private static CompactPlaces? PlacesOf(IQueryCollection parameters)
    {
        var text = parameters["cursor"].ToString();
        if (text.Length == 0)
            return null;
        try
        {
            return CompactPlaces.Parse(text);
        }
        catch (FormatException exception)
        {
            throw ViewerFault.BadParameter(
                "BadCursor", "cursor", $"cursor cannot be read: {exception.Message}.", "Search again without a cursor.");
        }
    }

    private static void WriteRange(Utf8JsonWriter writer, DateTimeOffset from, DateTimeOffset to, int limit)
    {
        writer.WriteStartObject();
        writer.WriteString("k", "range");
        writer.WriteString("from", ViewerJson.Text(from));
        writer.WriteString("to", ViewerJson.Text(to));
        writer.WriteNumber("limit", limit);
        writer.WriteEndObject();
    }
}
