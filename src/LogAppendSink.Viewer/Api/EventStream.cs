using System.Globalization;
using System.Text.Json;
using LogAppendSink.Reading;
using LogAppendSink.Reading.Searching;

namespace LogAppendSink.Viewer.Api;

/// <summary>Runs a search and streams the results: rows up to a limit, counts of all events, and progress.</summary>
internal sealed class EventStream(
    TimeRangeSearch search, EventQuery query, ObjectHosts names, StreamedLines lines, SearchNotes notes, TimeProvider time, int limit)
{
    private const long RowBytesMax = 64 * 1024 * 1024;

    /// <summary>A cursor is sent in a URL, and servers accept about 8 KiB.</summary>
    private const int CursorLengthMax = 6000;

    /// <summary>Records between two readings of the clock.</summary>
    private const int RecordsBetweenClockReads = 256;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(250);

    private readonly Histogram _histogram = new(search.From, search.To);
    private long _progressSentAt;
    private int _rows;
    private CompactPlaces? _placesAtLimit;
    private bool _isCut;
    private long _undatedCount;
    private long _noEventCount;

    internal async Task SendAsync(CancellationToken cancellationToken)
    {
        lines.Add(_histogram.Write);
        await lines.FlushAsync(cancellationToken).ConfigureAwait(false);
        _progressSentAt = time.GetTimestamp();

        var records = search.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (records.ConfigureAwait(false))
        {
            for (var count = 1; await NextAsync(records, cancellationToken).ConfigureAwait(false); count++)
            {
                // The first row is sent at once, because the page is still empty.
                var isFirst = Take(records.Current) && _rows == 1;
                if (lines.IsFull || isFirst)
                    await lines.FlushAsync(cancellationToken).ConfigureAwait(false);
                if (count % RecordsBetweenClockReads == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (time.GetElapsedTime(_progressSentAt) >= ProgressInterval)
                        await SendProgressAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            AddNotes();
            await SendProgressAsync(cancellationToken).ConfigureAwait(false);
            lines.Add(WriteEnd);
            await lines.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Returns the next record; sends progress while waiting for the store.</summary>
    private async ValueTask<bool> NextAsync(IAsyncEnumerator<LogRecord> records, CancellationToken cancellationToken)
    {
        var next = records.MoveNextAsync();
        if (next.IsCompleted)
            return await next.ConfigureAwait(false);

        // The pending read observes the cancellation itself and must complete before the enumerator is disposed.
        var pending = next.AsTask();
        await SendProgressUntilReadyAsync(pending).ConfigureAwait(false);
        return await pending.ConfigureAwait(false);

        async Task SendProgressUntilReadyAsync(Task<bool> arriving)
        {
            while (!arriving.IsCompleted)
            {
                using var over = new CancellationTokenSource();
                var left = ProgressInterval - time.GetElapsedTime(_progressSentAt);
                var interval = Task.Delay(left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1), time, over.Token);
                if (await Task.WhenAny(arriving, interval).ConfigureAwait(false) == arriving)
                {
                    await over.CancelAsync().ConfigureAwait(false);
                    return;
                }

                try
                {
                    await SendProgressAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (Exception exception) when (exception is OperationCanceledException or IOException)
                {
                    // The client has disconnected; the same token cancels the read.
                    return;
                }
            }
        }
    }

    /// <returns>Whether the record became a row.</returns>
    private bool Take(LogRecord record)
    {
        if (!query.Filter.IsWanted(record.Bytes.Span))
            return false;

        // A record with a time is known to be an event.
        var isUndated = record.Timestamp is null;
        if (RecordProbe.LevelOf(record.Bytes.Span) is not { } level || (isUndated && !LogEvent.TryParse(record.Bytes, out _)))
        {
            _noEventCount += RecordText.IsBlank(record.Bytes.Span) ? 0 : 1;
            return false;
        }

        _histogram.Add(record.Timestamp ?? record.PlacedTime, level);
        _undatedCount += isUndated ? 1 : 0;
        if (_placesAtLimit is not null)
        {
            _isCut = true;
            return false;
        }

        if (!LogEvent.TryParse(record.Bytes, out var logEvent))
            return false;
        lines.Add(writer => EventJson.Write(writer, record, logEvent, names.Of(record.Key).Host));
        if (++_rows == limit || lines.WrittenBytes >= RowBytesMax)
            _placesAtLimit = search.Places;
        return true;
    }

    /// <summary>Adds notes about events without a time and about lines that are not shown.</summary>
    private void AddNotes()
    {
        notes.AddSummary(query.Filter.Notes.Take());
        if (_undatedCount > 0)
            notes.AddSummary(
                [Text($"Events without a readable time: {_undatedCount}. Each is counted at the time of the previous event.")]);
        if (_noEventCount > 0)
            notes.AddSummary(
                [Text($"Lines that are not CLEF events: {_noEventCount}. They are not shown; print them with 'logappend cat'.")]);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private Task SendProgressAsync(CancellationToken cancellationToken)
    {
        foreach (var note in notes.Take())
            lines.Add(writer => WriteNote(writer, note));
        lines.Add(_histogram.Write);
        lines.Add(WriteProgress);
        _progressSentAt = time.GetTimestamp();
        return lines.FlushAsync(cancellationToken);
    }

    private void WriteProgress(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("k", "progress");
        writer.WriteNumber("bytes", search.ReadBytes);
        writer.WriteNumber("budget", search.ByteBudget);
        writer.WriteNumber("objects", search.DoneCount);
        writer.WriteNumber("ofObjects", search.ObjectCount);
        writer.WriteString("at", ViewerJson.Text(search.At));
        writer.WriteEndObject();
    }

    private void WriteEnd(Utf8JsonWriter writer)
    {
        var places = _isCut ? _placesAtLimit : search.PlacesAtEnd;
        var cursor = places?.ToString();
        writer.WriteStartObject();
        writer.WriteString("k", "end");
        var isOverBudget = search.IsOverBudget || search.HasPassedOver;
        writer.WriteBoolean("complete", places is null && !isOverBudget);
        writer.WriteString("reason", _isCut ? "limit" : isOverBudget ? "budget" : "end");
        writer.WriteBoolean("counted", !isOverBudget);
        if (cursor?.Length <= CursorLengthMax)
            writer.WriteString("cursor", cursor);
        writer.WriteEndObject();
    }

    private static void WriteNote(Utf8JsonWriter writer, string note)
    {
        writer.WriteStartObject();
        writer.WriteString("k", "note");
        writer.WriteString("message", note);
        writer.WriteEndObject();
    }
}
