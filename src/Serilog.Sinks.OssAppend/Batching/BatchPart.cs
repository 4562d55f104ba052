using Serilog.Events;

namespace Serilog.Sinks.OssAppend.Batching;

/// <summary>
/// The events of a batch from one of them on, written by one thread and watched by another. The watcher abandons the part when an event
/// does not end; from then on nothing of it is written.
/// </summary>
internal sealed class BatchPart(IReadOnlyList<LogEvent> events, int first, OssAppendSink sink)
{
    private const long Abandoned = -1;

    // Event and phase in one number, so that one exchange decides between writer and watcher: 2 i while event i is encoded, 2 i + 1 once it
    // is to be written.
    private long _phase = 2L * first;

    /// <summary>How far it is; a number that did not change means that nothing ended since.</summary>
    internal long Phase => Interlocked.Read(ref _phase);

    /// <summary>Writes the events in order, until the last one or until it is abandoned.</summary>
    internal void Write()
    {
        for (var i = first; i < events.Count; i++)
        {
            sink.Emit(events[i], this);
            if (!TryMove(2L * (i + 1)))
                return;
        }
    }

    /// <summary>Decides that the event which was encoded is written, or counted as lost, by this thread.</summary>
    /// <returns>False where it was abandoned.</returns>
    internal bool TryClaim() => TryMove(Phase | 1);

    /// <summary>Abandons the rest, if the writer is where it was.</summary>
    /// <param name="phase">Where it was.</param>
    internal bool TryAbandon(long phase) => Interlocked.CompareExchange(ref _phase, Abandoned, phase) == phase;

    /// <summary>The event that a phase is about.</summary>
    internal static int EventAt(long phase) => (int)(phase / 2);

    /// <summary>Whether the event of a phase was claimed before it stopped: it is written or counted already.</summary>
    internal static bool IsClaimed(long phase) => phase % 2 != 0;

    private bool TryMove(long phase)
    {
        var now = Phase;
        return now != Abandoned && Interlocked.CompareExchange(ref _phase, phase, now) == now;
    }
}
