using System.Buffers;

namespace LogAppendSink.Buffering;

/// <summary>One memory region of a batch.</summary>
internal sealed class BatchSegment : ReadOnlySequenceSegment<byte>
{
    private BatchSegment(ReadOnlyMemory<byte> memory, long runningIndex)
    {
        Memory = memory;
        RunningIndex = runningIndex;
    }

    /// <summary>Returns one sequence over memory regions, of which there must be at least one.</summary>
    internal static ReadOnlySequence<byte> Chain(IReadOnlyList<ReadOnlyMemory<byte>> regions)
    {
        if (regions.Count == 1)
            return new ReadOnlySequence<byte>(regions[0]);

        var first = new BatchSegment(regions[0], runningIndex: 0);
        var last = first;
        foreach (var region in regions.Skip(1))
        {
            var next = new BatchSegment(region, last.RunningIndex + last.Memory.Length);
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
