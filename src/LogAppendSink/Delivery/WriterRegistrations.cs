using LogAppendSink.Appending;

namespace LogAppendSink.Delivery;

/// <summary>The registrations of a pipeline's append writers. The pipeline's end closes them. Thread-safe.</summary>
/// <param name="store">The bucket; equal for all writers to the same bucket.</param>
/// <param name="edges">The registry, and the thread on which a writer continues after a wait.</param>
internal sealed class WriterRegistrations(string store, PipelineEdges edges)
{
    private readonly object _gate = new();
    private readonly List<RegisteredWriter> _open = [];
    private bool _isClosed;

    /// <summary>Registers a writer before it sends. The unresolved append of its spool reserves its position.</summary>
    /// <param name="path">The directory of its spool; null for a memory buffer.</param>
    /// <param name="unsettled">The unresolved append of the spool; null if none.</param>
    internal RegisteredWriter Register(string? path, AppendIntent? unsettled)
    {
        var registration = edges.Objects.Register(store, path, unsettled, edges);
        bool isLate;
        lock (_gate)
        {
            isLate = _isClosed;
            if (!isLate)
                _open.Add(registration);
        }

        // A delivery that outlives its pipeline must not reserve an object.
        if (isLate)
            registration.Close();
        return registration;
    }

    /// <summary>The unsettled append of one spool was copied to another.</summary>
    internal void MoveStored(AppendIntent unsettled, string from, string to) => edges.Objects.MoveStored(store, unsettled, from, to);

    /// <summary>A spool was removed, since all that it held is stored.</summary>
    internal void Disown(string path) => edges.Objects.Disown(path);

    /// <summary>Closes one registration.</summary>
    internal void Close(RegisteredWriter registration)
    {
        lock (_gate)
            _open.Remove(registration);
        registration.Close();
    }

    /// <summary>Closes all registrations, including later ones.</summary>
    internal void CloseAll()
    {
        RegisteredWriter[] open;
        lock (_gate)
        {
            _isClosed = true;
            open = [.. _open];
            _open.Clear();
        }

        foreach (var registration in open)
            registration.Close();
    }
}
