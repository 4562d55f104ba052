namespace LogAppendSink.Emulator.Faults;

/// <summary>Faults of the connection: cuts, ghosts and silence.</summary>
public sealed partial record Fault
{
    /// <summary>The connection is cut when the headers have arrived; nothing is stored.</summary>
    public static Fault CutBeforeBody { get; } = new(nameof(CutBeforeBody)) { Cut = CutPoint.BeforeBody };

    /// <summary>The request is applied and the connection cut without an answer.</summary>
    public static Fault AppliedThenCut { get; } = new(nameof(AppliedThenCut)) { Cut = CutPoint.AfterApply };

    /// <summary>
    /// The request is received and not answered, neither applied, until <see cref="FaultPlan.ReleaseHeld"/>. A client that
    /// hangs up first leaves nothing stored.
    /// </summary>
    public static Fault HangBeforeApply { get; } = new(nameof(HangBeforeApply)) { Hold = HoldPoint.BeforeApply };

    /// <summary>The request is applied and not answered until <see cref="FaultPlan.ReleaseHeld"/>.</summary>
    public static Fault HangAfterApply { get; } = new(nameof(HangAfterApply)) { Hold = HoldPoint.AfterApply };

    /// <summary>
    /// The connection is cut now and the request, received in full, tried later: when <see cref="FaultPlan.ReleaseGhostsAsync"/>
    /// is called. It is judged by what the object is then.
    /// </summary>
    public static Fault Ghost { get; } = new(nameof(Ghost)) { IsGhost = true };

    /// <summary>Something that is not HTTP comes in place of the answer; the request is applied.</summary>
    public static Fault NotHttp { get; } = new(nameof(NotHttp)) { RawAnswer = "SSH-2.0-not-a-web-server\r\n\r\n" };

    /// <summary>The connection is cut after so many bytes of the body; nothing is stored.</summary>
    public static Fault CutWithinBody(long afterBytes = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterBytes);
        return new(nameof(CutWithinBody)) { Cut = CutPoint.WithinBody, BodyBytesRead = afterBytes };
    }

    /// <summary>As <see cref="Ghost"/>, and tried by itself once <paramref name="delay"/> has passed on the emulator's clock.</summary>
    public static Fault GhostAfter(TimeSpan delay) => new(nameof(GhostAfter)) { IsGhost = true, Time = delay };

    /// <summary>The request is applied only after <paramref name="delay"/> on the emulator's clock, and then answered.</summary>
    public static Fault DelayBeforeApply(TimeSpan delay) => new(nameof(DelayBeforeApply)) { Hold = HoldPoint.BeforeApply, Time = delay };

    /// <summary>The request is applied at once and answered after <paramref name="delay"/> on the emulator's clock.</summary>
    public static Fault DelayAfterApply(TimeSpan delay) => new(nameof(DelayAfterApply)) { Hold = HoldPoint.AfterApply, Time = delay };
}
