namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>
/// All states of a writer, found as they are needed. What it does depends on its replies alone: so each state needs to be computed once,
/// by replaying the replies that lead to it.
/// </summary>
internal sealed class WriterAutomaton(Bounds bounds)
{
    private readonly Dictionary<string, WriterNode> _byKey = [];
    private readonly Dictionary<WriterStart, WriterNode> _byStart = [];
    private readonly List<WriterNode> _nodes = [];

    internal int Count => _nodes.Count;

    internal WriterNode this[int id] => _nodes[id];

    /// <summary>The first state of a process.</summary>
    internal WriterNode Start(WriterStart start)
    {
        if (!_byStart.TryGetValue(start, out var node))
        {
            using var run = new WriterRun(bounds, start, keysFrom: 0);
            _byStart[start] = node = NodeOf(run, start, []);
        }

        return node;
    }

    /// <summary>The state that follows a reply.</summary>
    internal WriterNode Continue(WriterNode node, Reply reply)
    {
        if (node.Next.TryGetValue(reply, out var next))
            return next;

        using var run = new WriterRun(bounds, node.Start, node.BoundaryIndex);
        foreach (var each in node.History)
            run.Continue(each);
        run.Continue(reply);
        return node.Next[reply] = NodeOf(run, node.Start, [.. node.History, reply]);
    }

    private WriterNode NodeOf(WriterRun run, WriterStart start, Reply[] history)
    {
        var key = $"{start.Writer}.{start.Life}|{run.Key}|{run.Broken}";
        if (_byKey.TryGetValue(key, out var node))
            return node;

        _byKey[key] = node = new WriterNode(_nodes.Count, start, history, run.BoundaryIndex)
        {
            Pending = run.Pending,
            SettledThrough = run.SettledThrough,
            Dropped = run.Dropped,
            Noted = run.Noted,
            Broken = run.Broken,
        };
        _nodes.Add(node);
        return node;
    }
}
