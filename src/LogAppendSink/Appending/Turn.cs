using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>The response to a writer that wants to append to an object.</summary>
internal abstract record Turn
{
    private Turn()
    {
    }

    /// <summary>It is the writer's turn, until it leaves.</summary>
    /// <param name="IsStale">Whether another writer of this process has changed the object since the writer learned its end.</param>
    /// <param name="End">Where that writer has left its end; null where that is not known.</param>
    internal sealed record Entered(bool IsStale, ObjectEnd? End) : Turn;

    /// <summary>Another writer has an append in flight or in doubt.</summary>
    /// <param name="Free">Completes when the writer should try again.</param>
    internal sealed record Busy(Task Free) : Turn;

    /// <summary>An append that a spool has to settle is in doubt, and nothing is known about when that will be.</summary>
    internal sealed record Claimed : Turn
    {
        internal static readonly Claimed Instance = new();
    }
}
