using System.Globalization;
using LogAppendSink.Threading;
using Serilog.Events;

namespace Serilog.Sinks.OssAppend.Batching;

/// <summary>
/// Encodes the events of a batch and passes them to the pipeline, on a thread that can be abandoned. Serilog waits for a batch without a
/// time limit, also at shutdown, and a value's <c>ToString</c> or a formatter may never return.
/// </summary>
/// <remarks>
/// Never throws: Serilog would repeat the whole batch, including stored events. Never waits for space in the buffer, because threads of
/// <see cref="ForeignCalls"/> do not. One batch at a time.
/// </remarks>
internal sealed class BatchWriter(OssAppendSink sink, TimeProvider time)
{
    /// <summary>
    /// The time limit of one event. After it, the event is counted as refused, and the next one starts on another thread.
    /// </summary>
    internal static readonly TimeSpan EventTimeLimit = TimeSpan.FromSeconds(10);

    private readonly ForeignCalls _calls = new("LogAppendSink batches");

    internal async Task WriteAsync(IReadOnlyList<LogEvent> events)
    {
        var next = 0;
        while (next < events.Count)
        {
            var part = new BatchPart(events, next, sink);
            using var end = new CancellationTokenSource();
            var writing = _calls.RunAsync(
                _ =>
                {
                    part.Write();
                    return ValueTask.FromResult(true);
                },
                end.Token);

            try
            {
                var abandonedAt = await AbandonedAtAsync(writing, part).ConfigureAwait(false);
                if (abandonedAt is not { } stuckAt || BatchPart.EventAt(stuckAt) >= events.Count)
                    return;

                next = BatchPart.EventAt(stuckAt) + 1;
                if (!BatchPart.IsClaimed(stuckAt))
                    Refuse([events[next - 1]], string.Create(
                        CultureInfo.InvariantCulture, $"An event was not encoded within {EventTimeLimit.TotalSeconds} s"));
                await end.CancelAsync().ConfigureAwait(false);
            }
            catch (ForeignCallRefusedException)
            {
                Refuse(
                    events.Skip(next).ToList(),
                    string.Create(CultureInfo.InvariantCulture, $"{ForeignCalls.StuckMax} earlier events are still being encoded"));
                return;
            }
        }
    }

    /// <returns>Null if everything was written; otherwise where it was abandoned.</returns>
    private async Task<long?> AbandonedAtAsync(Task writing, BatchPart part)
    {
        while (true)
        {
            var phase = part.Phase;
            try
            {
                await writing.WaitAsync(EventTimeLimit, time).ConfigureAwait(false);
                return null;
            }
            catch (TimeoutException)
            {
                if (part.TryAbandon(phase))
                    return phase;
            }
        }
    }

    private void Refuse(IReadOnlyCollection<LogEvent> events, string why)
    {
        foreach (var _ in events)
            sink.CountRefused();
        sink.Failures.EventsRefused(events, $"{why}: a value's ToString, a formatter or a failure listener does not return.");
    }
}
