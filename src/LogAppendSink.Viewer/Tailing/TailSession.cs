using System.Threading.Channels;
using LogAppendSink.Reading;
using LogAppendSink.Viewer.Api;

namespace LogAppendSink.Viewer.Tailing;

/// <summary>
/// Follows a prefix for one client. Sends events, notices and heartbeats until the client disconnects or an hour has passed.
/// </summary>
internal sealed class TailSession(TailMessages messages, EventQuery query, ObjectHosts names, TailPlaces places, TimeProvider time)
{
    /// <summary>Records between two readings of the clock.</summary>
    private const int RecordsBetweenClockReads = 256;

    // The limit of queued notices; they accumulate while a slow client receives a message.
    private const int NoticesMax = 1000;

    internal static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    /// <summary>After this time the client reconnects by itself, with a cursor that contains only recently changed objects.</summary>
    internal static readonly TimeSpan SessionLimit = TimeSpan.FromHours(1);

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly Channel<LogFollowerNotice> _notices = Channel.CreateBounded<LogFollowerNotice>(
        new BoundedChannelOptions(NoticesMax) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly long _startedAt = time.GetTimestamp();

    // The time at which the last message was started.
    private long _sentAt = time.GetTimestamp();

    internal void AddNotice(LogFollowerNotice notice) => _notices.Writer.TryWrite(notice);

    /// <summary>The events before the session.</summary>
    internal async Task SendAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            Add(record);
            if (messages.IsFull)
                await FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        // Sent even without events, so that the client has a cursor and knows that it is connected.
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        _sentAt = time.GetTimestamp();
        await messages.SendHeartbeatAsync(places.ToString(), cancellationToken).ConfigureAwait(false);
        foreach (var note in query.Filter.Notes.Take())
            await messages.SendNoteAsync("Filter", note, fix: null, cancellationToken).ConfigureAwait(false);
    }

    internal async Task FollowAsync(LogFollower follower, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var records = follower.FollowAsync(end.Token).GetAsyncEnumerator(end.Token);
        await using (records.ConfigureAwait(false))
        {
            for (var count = 1; ; count++)
            {
                var next = records.MoveNextAsync();
                var isReady = next.IsCompleted;
                var arriving = isReady ? null : next.AsTask();
                try
                {
                    if (!isReady || messages.IsFull)
                        await FlushAsync(cancellationToken).ConfigureAwait(false);
                    if (arriving is not null && !await WaitAsync(arriving, cancellationToken).ConfigureAwait(false))
                    {
                        await StopAsync(end, arriving).ConfigureAwait(false);
                        return;
                    }
                }
                catch (Exception) when (arriving is not null)
                {
                    await StopAsync(end, arriving).ConfigureAwait(false); // A pending enumeration must complete before it is disposed.
                    throw;
                }

                if (!(arriving is not null ? await arriving.ConfigureAwait(false) : await next.ConfigureAwait(false)))
                    return;

                var record = records.Current;
                places.Set(record.Key, follower.PlaceIn(record.Key));
                if (IsWanted(record))
                    Add(record);
                if (count % RecordsBetweenClockReads == 0)
                    await BeatAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    internal bool IsWanted(LogRecord record) =>
        (query.Host is null || query.Host == names.Of(record.Key).Host) && query.Filter.IsWanted(record.Bytes.Span);

    /// <returns>Whether a record arrived; false when the session has ended.</returns>
    private async Task<bool> WaitAsync(Task<bool> arriving, CancellationToken cancellationToken)
    {
        while (true)
        {
            while (_notices.Reader.TryRead(out var notice))
                await messages.SendNoteAsync(notice.Kind.ToString(), notice.Message, fix: null, cancellationToken).ConfigureAwait(false);
            if (arriving.IsCompleted)
                return true;
            if (time.GetElapsedTime(_startedAt) >= SessionLimit)
                return false;
            await BeatAsync(cancellationToken).ConfigureAwait(false);

            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var left = HeartbeatInterval - time.GetElapsedTime(_sentAt);
            await Task.WhenAny(arriving, _notices.Reader.WaitToReadAsync(over.Token).AsTask(), Task.Delay(
                left > ShortestWait ? left : ShortestWait, time, over.Token)).ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static async Task StopAsync(CancellationTokenSource end, Task<bool> arriving)
    {
        await end.CancelAsync().ConfigureAwait(false);
        try
        {
            await arriving.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectReadException)
        {
            // Thrown by a read whose result is no longer needed.
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_sentAt) < HeartbeatInterval)
            return;
        if (!messages.IsEmpty)
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        _sentAt = time.GetTimestamp();
        await messages.SendHeartbeatAsync(places.ToString(), cancellationToken).ConfigureAwait(false);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (messages.IsEmpty)
            return;
        _sentAt = time.GetTimestamp();
        await messages.SendEventsAsync(places.ToString(), cancellationToken).ConfigureAwait(false);
    }

    private void Add(LogRecord record)
    {
        if (LogEvent.TryParse(record.Bytes, out var logEvent))
            messages.Add(record, logEvent, names.Of(record.Key).Host);
    }
}
