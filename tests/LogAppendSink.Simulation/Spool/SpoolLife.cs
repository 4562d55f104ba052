using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace LogAppendSink.Simulation.Spool;

/// <summary>One process with a pipeline over the spool, from its start to its death or its end.</summary>
internal sealed class SpoolLife : IDisposable
{
    private static readonly string Filler = new('x', 10_000);

    // Some minutes: longer than an outage.
    private const int WaitsMax = 500;

    private readonly World _world;
    private readonly SpoolConditions _conditions;
    private readonly List<DeliveryNotice> _notices = [];
    private readonly WatchedStore _store;
    private readonly Func<bool> _advance;
    private readonly Random _random;
    private readonly LogPipeline? _pipeline;
    private Meter? _meter;
    private int _waits;

    /// <param name="world">Where it lives.</param>
    /// <param name="conditions">Its settings.</param>
    /// <param name="files">Its disk.</param>
    /// <param name="seed">Its chances.</param>
    /// <param name="advance">Moves the clock to the next timer, if there is one: so long does a call that waits for room take.</param>
    internal SpoolLife(World world, SpoolConditions conditions, SimulatedFileSystem files, int seed, Func<bool> advance)
    {
        _advance = advance;
        _random = new Random(seed);
        _world = world;
        _conditions = conditions;
        Files = files;
        _store = world.OpenStore();
        var options = conditions.ToOptions();
        options.OnNotice = notice =>
        {
            _notices.Add(notice);
            world.HasSetAside |= notice.Kind == DeliveryNoticeKind.EventsSetAside;
        };
        try
        {
            _pipeline = LogPipeline.Create(options, new PipelineEdges(world.Time, new Random(seed), _ => new MortalStore(_store, files))
            {
                Continuations = TaskCreationOptions.None,
                Files = files,
                WaitForRoom = WaitForRoom,
                OpenMeter = options => _meter = new Meter(options),
            });
        }
        catch (SimulatedDeathException)
        {
            // The process died during its start.
        }
    }

    internal SimulatedFileSystem Files { get; }

    internal bool IsDead => Files.IsDead;

    internal PipelineStatus Status => _pipeline!.Status; // Read only while the process is alive.

    internal IReadOnlyList<DeliveryNotice> Notices => _notices;

    /// <summary>Logs a record.</summary>
    /// <returns>Whether it was said to be accepted; null when the process died before it could say.</returns>
    internal bool? Log(int number, RecordLevel level, int fillerLength)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"w0.0 {number} {Filler.AsSpan(0, fillerLength)}");
        _waits = 0;
        try
        {
            var isKept = _pipeline!.TryWrite(Encoding.UTF8.GetBytes(text), level); // No record is logged in a process that did not start.
            return IsDead ? null : isKept;
        }
        catch (SimulatedDeathException)
        {
            return null;
        }
    }

    internal Task FlushAsync() => _pipeline!.FlushAsync(); // As above.

    /// <summary>Ends it as an application does. What is left stays on disk.</summary>
    /// <param name="advance">Moves the clock to the next timer, if there is one.</param>
    internal void End(Func<bool> advance)
    {
        _store.IsEnding = true;
        var startedAt = _world.Time.Elapsed;
        var disposal = _pipeline!.DisposeAsync().AsTask(); // As above.
        while (!disposal.IsCompleted && advance())
        {
        }

        if (IsDead)
            return;
        Check(disposal.IsCompletedSuccessfully, $"Disposal has ended well: {disposal.Exception?.InnerException}");
        Check(_world.Time.Elapsed - startedAt <= _conditions.Common.ShutdownTimeout + TimeSpan.FromSeconds(0.5), "Disposal keeps to ShutdownTimeout.");
        Check(Status.Pending == 0 || _notices.Exists(notice => notice.Kind == DeliveryNoticeKind.EventsKept && notice.EventCount == Status.Pending), "Events kept on disk are reported.");
    }

    /// <summary>Lets the runtime collect it, as after the exit of a process: a run has thousands of them.</summary>
    public void Dispose() => _meter?.Dispose();

    /// <summary>Checks the notices and status of a live process.</summary>
    internal void CheckNotices(bool mayBeDamaged)
    {
        if (IsDead)
            return;
        Check(_notices.TrueForAll(notice => notice.Kind != DeliveryNoticeKind.PipelineFailed), $"The pipeline has not failed: {_notices.Find(notice => notice.Kind == DeliveryNoticeKind.PipelineFailed)?.Message}");
        Check(
            _conditions.Common.QueueFullMode != QueueFullMode.Wait || Status.DroppedByReason.Keys.All(reason => reason is not (DropReason.QueueFull or DropReason.SpoolUnavailable)),
            $"A call that waits for room loses nothing to a lack of it: {string.Join(", ", Status.DroppedByReason)}.");
        Check(
            mayBeDamaged || _notices.TrueForAll(notice => notice.Kind != DeliveryNoticeKind.SpoolDamaged),
            $"The death of a process damages nothing: {_notices.Find(notice => notice.Kind == DeliveryNoticeKind.SpoolDamaged)?.Message}");
    }

    /// <summary>Advances the simulation while a logging call waits. Sometimes the disk gets free space.</summary>
    private void WaitForRoom(object gate)
    {
        Monitor.Exit(gate);
        try
        {
            Check(_advance(), "A logging call waits for room that nothing will bring.");
            if (_random.Next(20) == 0)
                Files.IsFull = false;

            // No other step can change the faults during the wait, and other writers must not create objects without limit.
            if (++_waits > WaitsMax)
                _world.Calm();
            if (IsDead)
                throw new SimulatedDeathException();
        }
        finally
        {
            Monitor.Enter(gate);
        }
    }

    private static void Check(bool condition, string rule)
    {
        if (!condition)
            throw new SimulationViolationException(rule);
    }
}
