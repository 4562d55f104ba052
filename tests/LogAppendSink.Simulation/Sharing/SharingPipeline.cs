using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using LogAppendSink.Appending;
using LogAppendSink.Simulation.Spool;

namespace LogAppendSink.Simulation.Sharing;

/// <summary>One pipeline of a process, and the model beside it: what it has accepted.</summary>
internal sealed class SharingPipeline : IDisposable
{
    private static readonly string Filler = new('x', 1_000);

    private readonly SharingConditions _conditions;
    private readonly World _world;
    private readonly SimulatedFileSystem _files;
    private readonly List<DeliveryNotice> _notices = [];
    private readonly LogPipeline? _pipeline;
    private Meter? _meter;
    private int _offered;

    internal SharingPipeline(World world, SharingConditions conditions, SimulatedFileSystem files, ObjectRegistry objects, string name, int seed)
    {
        (_world, _conditions, _files, Name) = (world, conditions, files, name);
        var options = conditions.ToOptions();
        options.OnNotice = _notices.Add;
        try
        {
            _pipeline = LogPipeline.Create(options, new PipelineEdges(world.Time, new Random(seed), _ => new MortalStore(world.OpenUnwatchedStore(), files))
            {
                Continuations = TaskCreationOptions.None,
                Files = files,
                Objects = objects,
                OpenMeter = options => _meter = new Meter(options),
            });
        }
        catch (SimulatedDeathException)
        {
            // The process died during its start.
        }
    }

    internal string Name { get; }

    /// <summary>The texts of the records that were accepted, in order.</summary>
    internal List<string> Accepted { get; } = [];

    /// <summary>Those of which the process died before it could say.</summary>
    internal List<string> Unknown { get; } = [];

    internal bool HasStarted => _pipeline is not null;

    internal PipelineStatus Status => _pipeline!.Status; // Read only after the start.

    /// <summary>Records that may be stored, although they are not counted as that.</summary>
    internal long MayBeStored => Status.DroppedByReason.GetValueOrDefault(DropReason.RetryTimeLimit) + Status.DroppedByReason.GetValueOrDefault(DropReason.Shutdown);

    /// <summary>How many records of its own are counted as stored: all but those that report losses in the log.</summary>
    internal long StoredOwn => Status.Stored - (Status.Accepted - _offered);

    internal bool HasRolledForAnother => _notices.Exists(notice => notice.Kind == DeliveryNoticeKind.Rolled && notice.Message.Contains("another sink of this process", StringComparison.Ordinal));

    internal void Log(int variant)
    {
        var text = _conditions.AreRecordsIdentical
            ? string.Create(CultureInfo.InvariantCulture, $"w0.0 {variant} {Filler.AsSpan(0, variant * 9)}")
            : string.Create(CultureInfo.InvariantCulture, $"{Name} {_offered} {Filler.AsSpan(0, variant * 90)}");
        _offered++;
        try
        {
            var isKept = _pipeline!.TryWrite(Encoding.UTF8.GetBytes(text), RecordLevel.Error); // No process logs that has not started.
            if (_files.IsDead)
                Unknown.Add(text);
            else if (isKept)
                Accepted.Add(text);
        }
        catch (SimulatedDeathException)
        {
            Unknown.Add(text);
        }
    }

    internal Task FlushAsync() => _pipeline!.FlushAsync(); // As above.

    /// <summary>Ends it as an application does.</summary>
    internal void End(Func<bool> advance)
    {
        var startedAt = _world.Time.Elapsed;
        var disposal = _pipeline!.DisposeAsync().AsTask(); // As above.
        while (!disposal.IsCompleted && advance())
        {
        }

        if (_files.IsDead)
            return;
        Check(disposal.IsCompletedSuccessfully, $"Disposal has ended well: {disposal.Exception?.InnerException}");
        Check(_world.Time.Elapsed - startedAt <= _conditions.Common.ShutdownTimeout + TimeSpan.FromSeconds(0.5), "Disposal keeps to ShutdownTimeout.");
        CheckRules();
        Check(_conditions.HasSpool || Status.Pending == 0, "After disposal nothing is pending in memory.");
        Check(Status.Accepted == Status.Stored + Status.Dropped + Status.Pending, "Accepted records equal stored, dropped and pending ones.");
    }

    internal void CheckRules() => Check(
        _files.IsDead || _notices.TrueForAll(notice => notice.Kind is not (DeliveryNoticeKind.PipelineFailed or DeliveryNoticeKind.SpoolDamaged)),
        $"No rule is broken: {_notices.Find(notice => notice.Kind is DeliveryNoticeKind.PipelineFailed or DeliveryNoticeKind.SpoolDamaged)?.Message}");

    /// <summary>Lets the runtime collect it, as after the exit of a process.</summary>
    public void Dispose() => _meter?.Dispose();

    private void Check(bool condition, string rule)
    {
        if (!condition)
            throw new SimulationViolationException($"{Name}: {rule}");
    }
}
