using System.Globalization;
using LogAppendSink.Reading;
using LogAppendSink.Stores;
using LogAppendSink.Viewer.Serving;
using LogAppendSink.Viewer.Tailing;
using Microsoft.AspNetCore.Http;

namespace LogAppendSink.Viewer.Api;

/// <summary><c>api/tail</c>: streams the last events and then each new one.</summary>
internal sealed class TailAnswer(ViewerSite site)
{
    private const int DefaultBack = 100;
    private const int BackMax = 1000;

    /// <summary>The limits of reading back for the last events: objects, and bytes of each. Older events need a search.</summary>
    private const int BackObjectsMax = 50;
    private const int BackBytesMax = 4 * 1024 * 1024;

    /// <summary>The memory limits of one record and of all last events; they use the memory of the user's application.</summary>
    private const int RecordBytesMax = 4 * 1024 * 1024;
    private const int NoticesMax = 100;

    /// <summary>
    /// The share of the search's content limit that a tail may read for the last events, and each time an object has grown.
    /// </summary>
    private const int ContentShare = 8;

    private const int KeptBytesMax = 16 * 1024 * 1024;

    private long ContentLimitBytes => site.Options.ContentBudgetBytes / ContentShare;

    /// <exception cref="ViewerFault">A parameter is invalid, or too many requests run at a time.</exception>
    /// <exception cref="ObjectReadException">The store failed or denied access.</exception>
    internal async Task SendAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var parameters = context.Request.Query;
        var query = EventQuery.Read(parameters);
        var back = EventQuery.NumberOf(parameters, "back", DefaultBack, least: 0, most: BackMax);
        var cursorText = context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } id ? id : parameters["cursor"].ToString();

        using var place = site.EnterTail();
        var entries = await site.ListAsync(cancellationToken).ConfigureAwait(false);
        var names = new ObjectHosts(site.Names, entries);
        var resumed = cursorText.Length == 0 ? null : CursorOf(cursorText, entries);
        var notices = new List<LogFollowerNotice>();
        var (records, start) = resumed is not null
            ? ([], resumed)
            : await ReadBackAsync(query, names, back, notices, cancellationToken).ConfigureAwait(false);

        using var messages = new TailMessages(context);
        var session = new TailSession(messages, query, names, TailPlaces.Of(entries, start), site.Time);
        await session.SendAsync(records, cancellationToken).ConfigureAwait(false);
        notices.ForEach(session.AddNotice);
        try
        {
            var options = new LogFollowerOptions
            {
                Start = start,
                OnNotice = session.AddNotice,
                RecordLimitBytes = RecordBytesMax,
                ContentLimitBytes = ContentLimitBytes,
            };
            var follower = new LogFollower(site.Catalog, site.Prefix, options);
            await session.FollowAsync(follower, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectReadException exception)
        {
            await messages.SendNoteAsync(
                "StoreRefused", exception.Message, ViewerFault.Of(exception).Fix, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(IReadOnlyList<LogRecord> Records, LogCursor Cursor)> ReadBackAsync(
        EventQuery query, ObjectHosts names, int back, List<LogFollowerNotice> notices, CancellationToken cancellationToken)
    {
        var cut = new List<string>();
        var tail = new LogTail(site.Catalog)
        {
            ReadLimitBytes = BackBytesMax,
            ObjectLimit = BackObjectsMax,
            MemoryLimits = (RecordBytesMax, KeptBytesMax),
            ContentLimitBytes = ContentLimitBytes,
            OnDamage = damage => Add(damage.Key, damage.Message),
            OnPassedOver = message => Add(null, message),
            OnReadLimit = entry => cut.Add(entry.Key),
        };
        var result = await tail.ReadAsync(
            site.Prefix,
            back,
            record => (query.Host is null || query.Host == names.Of(record.Key).Host) && query.Filter.IsWanted(record.Bytes.Span),
            cancellationToken).ConfigureAwait(false);
        if (cut.Count > 0)
        {
            var others = cut.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" and {cut.Count - 1} more") : "";
            Add(cut[0], $"Only the end of '{cut[0]}'{others} was read for the last events. Use a search for older events.");
        }

        return result;

        void Add(string? key, string message)
        {
            if (notices.Count < NoticesMax)
                notices.Add(new LogFollowerNotice(LogFollowerNoticeKind.ContentSkipped, key, message));
        }
    }

    private static LogCursor CursorOf(string text, IReadOnlyList<ObjectEntry> entries)
    {
        try
        {
            return TailPlaces.Resume(text, entries);
        }
        catch (FormatException exception)
        {
            throw ViewerFault.BadParameter(
                "BadCursor", "cursor", $"cursor cannot be read: {exception.Message}.", "Start a new tail without a cursor.");
        }
    }
}
