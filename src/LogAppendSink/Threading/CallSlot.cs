namespace LogAppendSink.Threading;

/// <summary>
/// The place of one call among the limited number of stuck calls. A call takes a place while it keeps its thread, and from its abandonment
/// until it completes. A call that has returned its thread and is awaited takes none, because its caller limits it. Guarded by the lock of
/// <see cref="ForeignCalls"/>.
/// </summary>
internal sealed class CallSlot
{
    internal bool HasThread { get; set; } = true;

    internal bool IsAbandoned { get; set; }

    internal bool IsEnded { get; set; }

    internal bool IsTaken => HasThread || (IsAbandoned && !IsEnded);
}
