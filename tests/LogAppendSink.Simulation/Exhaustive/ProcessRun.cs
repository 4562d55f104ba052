using LogAppendSink.Appending;
using LogAppendSink.Stores;

namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>One process with its writers. Each runs until it waits for a reply, on the caller's thread.</summary>
internal sealed class ProcessRun : IDisposable
{
    private readonly Bounds _bounds;
    private readonly List<WriterRun> _writers = [];

    /// <param name="bounds">The bounds.</param>
    /// <param name="start">What it begins with.</param>
    /// <param name="keysFrom">How many replies come before a key is asked for.</param>
    internal ProcessRun(Bounds bounds, ProcessStart start, int keysFrom)
    {
        (_bounds, KeysFrom) = (bounds, keysFrom);
        foreach (var writer in start.Writers)
            _writers.Add(new WriterRun(bounds, writer, this));
    }

    /// <summary>The object state that its writers share.</summary>
    internal ObjectRegistry Objects { get; } = new();

    internal int RepliesCount { get; private set; }

    internal int KeysFrom { get; }

    /// <summary>How many replies came before the oldest step in progress.</summary>
    internal int BoundaryIndex => _writers.Min(writer => writer.BoundaryIndex);

    internal IEnumerable<WriterView> Writers => _writers.Select(writer => writer.View);

    /// <summary>The complete state that determines its further behavior.</summary>
    internal string Key => $"{string.Join('|', _writers.Select(writer => writer.Key))}|{StructuralKey.Of(_writers.Select(writer => writer.Writer), IsOutside)}";

    internal void Continue(Input input)
    {
        RepliesCount++;
        if (input.Reply.Kind != ReplyKind.Reloaded)
        {
            _writers[input.Writer].Continue(input.Reply);
            return;
        }

        var start = _writers[input.Writer].View.Successor(_bounds);
        _writers[input.Writer].Dispose();
        _writers[input.Writer] = new WriterRun(_bounds, start, this);
    }

    public void Dispose() => _writers.ForEach(writer => writer.Dispose());

    internal static bool IsOutside(object value) => value is IAppendStore or IAppendObserver or ObjectSeries or RollPolicy;
}
