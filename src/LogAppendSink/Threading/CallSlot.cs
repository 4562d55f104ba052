namespace LogAppendSink.Threading;

/// <summary>
/// Whether one call of <see cref="ForeignCalls"/> counts as stuck: while it keeps its thread, and from when it is abandoned until it completes.
/// A call that has returned its thread and is awaited does not: its caller bounds it. Guarded by the lock of <see cref="ForeignCalls"/>.
/// </summary>
internal sealed class CallSlot
{
    internal bool HasThread { get; set; } = true;

    internal bool IsAbandoned { get; set; }

    internal bool IsEnded { get; set; }

    internal bool IsTaken => HasThread || (IsAbandoned && !IsEnded);
}
