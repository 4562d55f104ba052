using Serilog.Events;

namespace Serilog.Sinks.OssAppend.Batching;

/// <summary>
/// The rest of a batch, written by one thread and watched by another. The watcher abandons the part if an event takes too long; after that,
/// nothing more of it is written.
/// </summary>
internal sealed class BatchPart(IReadOnlyList<LogEvent> events, int first, OssAppendSink sink)
{
    private const long Abandoned = -1;

    // Event and phase in one number, so that one exchange decides between writer and watcher: 2i while event i is encoded, 2i + 1 before it
    // is written.
    private long _phase = 2L * first;

    /// <summary>The progress. An unchanged number means that no event was completed.</summary>
    internal long Phase => Interlocked.Read(ref _phase);

    /// <summary>Writes the events in order, until the last one or until the part is abandoned.</summary>
    internal void Write()
    {
        for (var i = first; i < events.Count; i++)
        {
            sink.Emit(events[i], this);
            if (!TryMove(2L * (i + 1)))
                return;
        }
    }

    /// <summary>Claims an encoded event, so that this thread writes it or counts it as lost.</summary>
    /// <returns>False if the part was abandoned.</returns>
    internal bool TryClaim() => TryMove(Phase | 1);

    /// <summary>Abandons the rest, if the writer has made no progress.</summary>
    /// <param name="phase">The last known progress.</param>
    internal bool TryAbandon(long phase) => Interlocked.CompareExchange(ref _phase, Abandoned, phase) == phase;

    /// <summary>The event of a phase.</summary>
    internal static int EventAt(long phase) => (int)(phase / 2);

    /// <summary>Whether the event of a phase was claimed before the abandonment: it is already written or counted.</summary>
    internal static bool IsClaimed(long phase) => phase % 2 != 0;

    private bool TryMove(long phase)
    {
        var now = Phase;
        return now != Abandoned && Interlocked.CompareExchange(ref _phase, phase, now) == now;
    }
}
