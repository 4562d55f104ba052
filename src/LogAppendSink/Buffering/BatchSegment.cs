using System.Buffers;

namespace LogAppendSink.Buffering;

/// <summary>A link in the chain of memory that a batch is sent from.</summary>
internal sealed class BatchSegment : ReadOnlySequenceSegment<byte>
{
    private BatchSegment(ReadOnlyMemory<byte> memory, long runningIndex)
    {
        Memory = memory;
        RunningIndex = runningIndex;
    }

    /// <summary>One sequence over several stretches of memory, at least one.</summary>
    internal static ReadOnlySequence<byte> Chain(IReadOnlyList<ReadOnlyMemory<byte>> stretches)
    {
        if (stretches.Count == 1)
            return new ReadOnlySequence<byte>(stretches[0]);

        var first = new BatchSegment(stretches[0], runningIndex: 0);
        var last = first;
        foreach (var stretch in stretches.Skip(1))
        {
            var next = new BatchSegment(stretch, last.RunningIndex + last.Memory.Length);
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
