namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>What a process begins with.</summary>
/// <param name="First">Its first writer.</param>
/// <param name="Second">Its second writer; null where there is one.</param>
internal sealed record ProcessStart(WriterStart First, WriterStart? Second)
{
    internal IEnumerable<WriterStart> Writers => Second is null ? [First] : [First, Second];
}
