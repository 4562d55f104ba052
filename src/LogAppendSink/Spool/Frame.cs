namespace LogAppendSink.Spool;

/// <summary>The header of a frame.</summary>
/// <param name="LengthBytes">The length of the record.</param>
/// <param name="Sequence">The number of the record.</param>
/// <param name="AcceptedAtUtcTicks">The time when the record was accepted.</param>
internal readonly record struct Frame(int LengthBytes, long Sequence, long AcceptedAtUtcTicks)
{
    internal int FrameBytes => FrameFormat.FrameBytes(LengthBytes);

    internal DateTimeOffset AcceptedAt => new(AcceptedAtUtcTicks, TimeSpan.Zero);
}
