namespace LogAppendSink.Emulator.Faults;

/// <summary>Faults of the connection: cuts, ghosts and silence.</summary>
public sealed partial record Fault
{
    /// <summary>The connection is cut after the headers; nothing is stored.</summary>
    public static Fault CutBeforeBody { get; } = new(nameof(CutBeforeBody)) { Cut = CutPoint.BeforeBody };

    /// <summary>The request is applied, and the connection is cut without a response.</summary>
    public static Fault AppliedThenCut { get; } = new(nameof(AppliedThenCut)) { Cut = CutPoint.AfterApply };

    /// <summary>
    /// The request is received, but neither applied nor responded to until <see cref="FaultPlan.ReleaseHeld"/>. If the client
    /// disconnects first, nothing is stored.
    /// </summary>
    public static Fault HangBeforeApply { get; } = new(nameof(HangBeforeApply)) { Hold = HoldPoint.BeforeApply };

    /// <summary>The request is applied; the response is held until <see cref="FaultPlan.ReleaseHeld"/>.</summary>
    public static Fault HangAfterApply { get; } = new(nameof(HangAfterApply)) { Hold = HoldPoint.AfterApply };

    /// <summary>
    /// The connection is cut after the complete request. The request is applied later, by <see cref="FaultPlan.ReleaseGhostsAsync"/>,
    /// and is evaluated against the object at that time.
    /// </summary>
    public static Fault Ghost { get; } = new(nameof(Ghost)) { IsGhost = true };

    /// <summary>The request is applied, but the response is not HTTP.</summary>
    public static Fault NotHttp { get; } = new(nameof(NotHttp)) { RawAnswer = "SSH-2.0-not-a-web-server\r\n\r\n" };

    /// <summary>The connection is cut after the given number of bytes of the body; nothing is stored.</summary>
    public static Fault CutWithinBody(long afterBytes = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterBytes);
        return new(nameof(CutWithinBody)) { Cut = CutPoint.WithinBody, BodyBytesRead = afterBytes };
    }

    /// <summary>Like <see cref="Ghost"/>, but applied after <paramref name="delay"/> on the emulator's clock.</summary>
    public static Fault GhostAfter(TimeSpan delay) => new(nameof(GhostAfter)) { IsGhost = true, Time = delay };

    /// <summary>The request is applied and responded to after <paramref name="delay"/> on the emulator's clock.</summary>
    public static Fault DelayBeforeApply(TimeSpan delay) => new(nameof(DelayBeforeApply)) { Hold = HoldPoint.BeforeApply, Time = delay };

    /// <summary>The request is applied at once; the response is sent after <paramref name="delay"/> on the emulator's clock.</summary>
    public static Fault DelayAfterApply(TimeSpan delay) => new(nameof(DelayAfterApply)) { Hold = HoldPoint.AfterApply, Time = delay };
}
