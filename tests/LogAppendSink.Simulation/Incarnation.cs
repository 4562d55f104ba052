using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Simulation;

/// <summary>
/// One life of a writer, from its start to its end, and its model: the list of accepted records.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "It is disposed when its life ends.")]
internal sealed class Incarnation
{
    private static readonly string Filler = new('x', 10_000);

    // What the documentation says: how full the buffer may be for each level, in per cent.
    private static readonly int[] FullnessByLevel = [70, 70, 85, 95, 100, 100];

    private readonly World _world;
    private readonly Conditions _conditions;
    private readonly SimulatedListeners _listeners;
    private readonly LogPipeline _pipeline;
    private readonly List<DeliveryNotice> _notices = [];
    private readonly List<(Task Task, long Accepted, long DroppedAtOnce)> _flushes = [];
    private int _offered;
    private int _refused;

    internal Incarnation(World world, Conditions conditions, string name, int seed)
    {
        _world = world;
        _conditions = conditions;
        Name = name;
        _listeners = new SimulatedListeners(world.Time, conditions.Listeners, seed);
        var options = conditions.ToOptions();
        options.OnNotice = Hear;
        Store = world.OpenStore();
        ShutdownTimeout = options.ShutdownTimeout;
        var edges = new PipelineEdges(world.Time, new Random(seed), _ => Store) { Continuations = TaskCreationOptions.None };
        _pipeline = LogPipeline.Create(options, _listeners.ListenTo(edges));
    }

    internal string Name { get; }

    internal WatchedStore Store { get; }

    internal TimeSpan ShutdownTimeout { get; }

    /// <summary>The numbers of the accepted records, in order.</summary>
    internal List<int> Accepted { get; } = [];

    /// <summary>How many records the pipeline has added to report losses.</summary>
    internal long LossesReportedInTheLog => Status.Accepted - _offered;

    internal PipelineStatus Status => _pipeline.Status;

    /// <summary>When each record that was offered was, by the wall clock.</summary>
    internal List<DateTimeOffset> OfferedAt { get; } = [];

    internal void Log(Random random)
    {
        var number = _offered++;
        var level = (RecordLevel)random.Next(6);
        var lengthMax = random.Next(50) == 0 ? _conditions.EventBodyLimitBytes * 11 / 10 : 300;
        var text = string.Create(CultureInfo.InvariantCulture, $"{Name} {number} {Filler.AsSpan(0, random.Next(lengthMax))}");
        OfferedAt.Add(_world.Time.GetUtcNow());

        var isKept = _pipeline.TryWrite(Encoding.UTF8.GetBytes(text), level);
        if (isKept)
            Accepted.Add(number);
        else
            _refused++;
        CheckAdmission(isKept, number, text.Length + 1, level);
    }

    internal Task FlushAsync()
    {
        var status = Status;
        var flush = _pipeline.FlushAsync();
        _flushes.Add((flush, status.Accepted, DroppedAtOnce(status)));
        return flush;
    }

    /// <summary>A completed flush has delivered everything that was accepted before it.</summary>
    internal void CheckFlushes()
    {
        foreach (var (_, accepted, droppedAtOnce) in _flushes.Where(flush => flush.Task.IsCompleted))
        {
            var status = Status;
            var keptSince = status.Accepted - accepted - (DroppedAtOnce(status) - droppedAtOnce);
            Check(status.Pending <= keptSince, $"A flush has ended, and of {status.Pending} pending records only {keptSince} came after it.");
        }

        _flushes.RemoveAll(flush => flush.Task.IsCompleted);
    }

    /// <summary>
    /// Disposes the pipeline while the store works and little is left to send. Nothing may be lost, and no time wasted.
    /// </summary>
    internal void EndInCalm()
    {
        var startedAt = _world.Time.Elapsed;
        End();

        // Among several writers, one that was idle may have many objects of the others to pass first; in Ceph it may meet its own object
        // wedged, and take seconds to be sure.
        if (ShutdownTimeout < TimeSpan.FromSeconds(5) || _conditions.Writers > 1 || _conditions.Store == StoreKind.CephRgw || _conditions.SlowestWay > Conditions.QuickWay)
            return;
        Check(Dropped(DropReason.Shutdown) == 0, $"{Dropped(DropReason.Shutdown)} records were lost at shutdown although the store works.");
        Check(_listeners.MayBlock || _world.Time.Elapsed - startedAt < ShutdownTimeout, "Disposal ends when all is sent.");
    }

    /// <summary>Disposes the pipeline as an application does, and checks the immediate results.</summary>
    internal void End()
    {
        var startedAt = _world.Time.Elapsed;
        Store.IsEnding = true;
        var disposal = _pipeline.DisposeAsync().AsTask();
        while (!disposal.IsCompleted && _world.Time.AdvanceToNextTimer())
        {
        }

        Check(disposal.IsCompletedSuccessfully, $"Disposal has ended well: {disposal.Exception?.InnerException}");
        Check(_world.Time.Elapsed - startedAt <= ShutdownTimeout + TimeSpan.FromSeconds(0.5), $"Disposal took {_world.Time.Elapsed - startedAt} of {ShutdownTimeout}.");

        _listeners.Dispose();
        var status = Status;
        CheckThatItRuns();
        CheckAccount();
        CheckFlushes();
        if (_listeners.MayBlock)
            return; // Blocked listeners may receive notices later, or never.
        CheckNotices(status);

        // A restarted writer finds what its earlier life wrote. So does a writer whose clock was set back.
        var isAlone = _conditions.Writers == 1 && _conditions.Store == StoreKind.Oss && _conditions.RestartProbability == 0 && !_world.HasShiftedClock;
        if (isAlone && _conditions.RetryTimeLimit is null && !_world.HasMeddled)
            CheckThatNobodyElseIsTold(status);
    }

    /// <summary>The counts are final, even if a delivery outlives its pipeline.</summary>
    internal void CheckAccount()
    {
        var status = Status;
        Check(status.Pending == 0, "After disposal nothing is pending.");
        Check(LossesReportedInTheLog >= 0 && (_listeners.MayBlock || LossesReportedInTheLog <= _notices.Count(notice => notice.Kind == DeliveryNoticeKind.EventsDropped)), "Every offered record is counted, and each reported loss is logged at most once.");
        Check(status.Accepted == status.Stored + status.Dropped, "Accepted records equal stored, dropped and pending ones.");
        var droppedAtOnce = DroppedAtOnce(status);
        Check(droppedAtOnce >= _refused && droppedAtOnce <= _refused + LossesReportedInTheLog, $"{_refused} records were refused, and counted: {string.Join(", ", status.DroppedByReason)}.");
    }

    internal long Dropped(DropReason reason) => Status.DroppedByReason.GetValueOrDefault(reason);

    /// <summary>A record is refused only for its size, or because the buffer is too full for its level.</summary>
    private void CheckAdmission(bool isKept, int number, int lengthBytes, RecordLevel level)
    {
        if (!isKept)
            CheckThatItRuns();

        // The status is not read for every record, because that would dominate the run time.
        if (isKept && number % 16 != 0)
            return;

        var pendingBytes = Status.PendingBytes;
        var limitBytes = _conditions.QueueLimitBytes / 100 * FullnessByLevel[(int)level];
        if (isKept)
            Check(pendingBytes <= limitBytes || FullnessByLevel[(int)level] == 100, $"A record of level {level} is kept, and the buffer holds {pendingBytes} of {limitBytes} bytes.");
        else if (lengthBytes <= _conditions.EventBodyLimitBytes)
            Check(pendingBytes + lengthBytes > limitBytes, $"A record of {lengthBytes} bytes and level {level} is refused, and the buffer holds only {pendingBytes} of {limitBytes} bytes.");

        Check(pendingBytes <= _conditions.QueueLimitBytes, $"The buffer holds {pendingBytes} bytes, more than {_conditions.QueueLimitBytes}.");
    }

    /// <summary>The application's listener, which may log and flush during a call.</summary>
    private void Hear(DeliveryNotice notice)
    {
        _notices.Add(notice);
        if (_listeners.Logs && !Store.IsEnding)
        {
            Log(_listeners.Random);
            _ = FlushAsync();
        }

        _listeners.Called();
    }

    private void CheckThatItRuns() => Check(
        _notices.TrueForAll(notice => notice.Kind != DeliveryNoticeKind.PipelineFailed),
        $"The pipeline has not failed: {_notices.Find(notice => notice.Kind == DeliveryNoticeKind.PipelineFailed)?.Message}");

    private void CheckNotices(PipelineStatus status)
    {
        var isOut = false;
        foreach (var notice in _notices.Where(notice => notice.Kind is DeliveryNoticeKind.OutageStarted or DeliveryNoticeKind.OutageEnded))
        {
            Check(isOut == (notice.Kind == DeliveryNoticeKind.OutageEnded), "An outage is reported once at its start and once at its end.");
            isOut = !isOut;
        }

        Check(!isOut || status.CurrentFailure is not null, "The end of an outage is reported.");

        // Events dropped as Closed arrive after the last notice.
        foreach (var (reason, count) in status.DroppedByReason.Where(pair => pair.Key != DropReason.Closed))
        {
            var losses = _notices.Where(notice => notice.Kind == DeliveryNoticeKind.EventsDropped && notice.Reason == reason).ToList();
            Check(losses.Count > 0, $"A loss is reported: {reason}.");
            Check(reason != DropReason.Shutdown || losses.Sum(notice => notice.EventCount) == count, "All events left at shutdown are reported.");
        }

        var misbehaviours = _notices.Count(notice => notice.Kind == DeliveryNoticeKind.StoreMisbehaved);
        // In Ceph a missing acknowledged append is one too. Only the next HEAD request detects it.
        Check(misbehaviours == Store.Contradictions || (_conditions.Store == StoreKind.CephRgw && misbehaviours > Store.Contradictions), $"The store has contradicted itself {Store.Contradictions} times, and it was reported {misbehaviours} times.");
    }

    private void CheckThatNobodyElseIsTold(PipelineStatus status)
    {
        Check(status.Conflicts == 0, "Without another writer there are no conflicts.");
        // What the store refuses for an unknown reason, it may refuse for this object alone.
        var roll = _notices.Find(notice => notice.Kind == DeliveryNoticeKind.Rolled
            && !notice.Message.Contains("a new period", StringComparison.Ordinal)
            && !notice.Message.Contains("it is full", StringComparison.Ordinal)
            && !(_conditions.Faults.Contains(StoreFault.RefusedForUnknownReason) && notice.Message.Contains("the store refuses appends to it", StringComparison.Ordinal)));
        Check(roll is null, $"Where no other writer touches an object, it is left only because it is full or its period is over: {roll?.Message}");
    }

    private static long DroppedAtOnce(PipelineStatus status) =>
        status.DroppedByReason.GetValueOrDefault(DropReason.QueueFull) + status.DroppedByReason.GetValueOrDefault(DropReason.RecordTooLarge);

    private void Check(bool condition, string rule)
    {
        if (!condition)
            throw new SimulationViolationException($"{Name}: {rule}");
    }
}
