using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>
/// All states of processes, computed on demand. A process depends on the replies alone, so each state is computed once, by replaying the
/// replies that lead to it.
/// </summary>
internal sealed class ProcessAutomaton(Bounds bounds)
{
    private readonly Dictionary<UInt128, ProcessNode> _byKey = [];
    private readonly Dictionary<ProcessStart, ProcessNode> _byStart = [];
    private readonly List<ProcessNode> _nodes = [];

    internal int Count => _nodes.Count;

    internal ProcessNode this[int id] => _nodes[id];

    /// <summary>The first state of a process.</summary>
    internal ProcessNode Start(ProcessStart start)
    {
        if (!_byStart.TryGetValue(start, out var node))
        {
            using var run = new ProcessRun(bounds, start, keysFrom: 0);
            _byStart[start] = node = NodeOf(run, start, []);
        }

        return node;
    }

    /// <summary>The state that follows a reply.</summary>
    internal ProcessNode Continue(ProcessNode node, Input input)
    {
        if (node.Next.TryGetValue(input, out var next))
            return next;

        using var run = new ProcessRun(bounds, node.Start, node.BoundaryIndex);
        foreach (var each in node.History)
            run.Continue(each);
        run.Continue(input);
        return node.Next[input] = NodeOf(run, node.Start, [.. node.History, input]);
    }

    private ProcessNode NodeOf(ProcessRun run, ProcessStart start, Input[] history)
    {
        WriterView[] writers = [.. run.Writers];

        // The start does not matter: equal states continue equally.
        var key = $"{run.Key}|{string.Join('|', writers.Select(writer => writer with { Start = new WriterStart(writer.Start.Writer, writer.Start.Life, 0, 0, Intent: null) }))}";
        var hash = HashOf(key);
        if (!_byKey.TryGetValue(hash, out var node))
        {
            _byKey[hash] = node = new ProcessNode(_nodes.Count, start, history, run.BoundaryIndex, writers);
            _nodes.Add(node);
        }

        return node;
    }

    /// <summary>A key takes kilobytes and is only compared. 128-bit hashes do not collide by chance.</summary>
    private static UInt128 HashOf(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(key.AsSpan()), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
