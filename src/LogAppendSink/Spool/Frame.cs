namespace LogAppendSink.Spool;

/// <summary>What a frame says of its record.</summary>
/// <param name="LengthBytes">Its length.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="AcceptedAtUtcTicks">When it was accepted.</param>
internal readonly record struct Frame(int LengthBytes, long Sequence, long AcceptedAtUtcTicks)
{
    internal int FrameBytes => FrameFormat.FrameBytes(LengthBytes);

    internal DateTimeOffset AcceptedAt => new(AcceptedAtUtcTicks, TimeSpan.Zero);
}
