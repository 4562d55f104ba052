using LogAppendSink.Appending;

namespace LogAppendSink.Delivery;

/// <summary>The registrations of a pipeline's append writers. They end with the pipeline at the latest. Thread-safe.</summary>
/// <param name="store">The bucket; equal for all writers that reach the same one.</param>
/// <param name="edges">Where the registry is, and where a writer continues after a wait.</param>
internal sealed class WriterRegistrations(string store, PipelineEdges edges)
{
    private readonly object _gate = new();
    private readonly List<RegisteredWriter> _open = [];
    private bool _isClosed;

    /// <summary>Registers a writer, before it sends: what a spool has to settle keeps the others from its position.</summary>
    /// <param name="path">The directory of its spool; null for a buffer in memory.</param>
    /// <param name="unsettled">The append that the spool has to settle; null where there is none.</param>
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

        // A delivery that outlives its pipeline must not keep an object from the next one.
        if (isLate)
            registration.Close();
        return registration;
    }

    /// <summary>The unsettled append of one spool was copied to another.</summary>
    internal void MoveStored(AppendIntent unsettled, string from, string to) => edges.Objects.MoveStored(store, unsettled, from, to);

    /// <summary>A spool was removed, since all that it held is stored.</summary>
    internal void Disown(string path) => edges.Objects.Disown(path);

    /// <summary>Ends one registration.</summary>
    internal void Close(RegisteredWriter registration)
    {
        lock (_gate)
            _open.Remove(registration);
        registration.Close();
    }

    /// <summary>Ends all of them, also those that come later.</summary>
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
