using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Simulation;

/// <summary>What all writers of a run share: the clock, the objects and the faults. It is used on one thread.</summary>
internal sealed partial class World(Random random, Conditions conditions)
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Random _random = random;
    private readonly Conditions _conditions = conditions;
    private StoreFault _outage;
    private TimeSpan _outageUntil;
    private int _callsInOutage;
    private TimeSpan _outageSince;
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refusedKeys = new(StringComparer.Ordinal);
    private bool _isCalm;
    private int _deaths;

    // Shortly before midnight, so that days change too.
    internal ManualTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 23, 58, 0, TimeSpan.Zero));

    internal MemoryCloud Cloud { get; } = new(isCeph: conditions.Store == StoreKind.CephRgw);

    /// <summary>Every request, in order, as text: what two runs of one seed must agree in.</summary>
    internal List<string> Trace { get; } = [];

    /// <summary>Writes <see cref="Trace"/> to the file that LOGAPPENDSINK_SIMULATION_TRACE names, if it names one.</summary>
    internal void WriteTrace()
    {
        if (Environment.GetEnvironmentVariable("LOGAPPENDSINK_SIMULATION_TRACE") is { Length: > 0 } path)
            File.WriteAllLines(path, Trace);
    }

    /// <summary>Whether another party has touched an object, or the store or a cache has returned a wrong response.</summary>
    internal bool HasMeddled { get; private set; }

    /// <summary>Whether the wall clock was ever set: then the objects may hold the records of one writer in another order.</summary>
    internal bool HasShiftedClock { get; private set; }

    /// <summary>
    /// Whether events of an earlier run were set aside: then two loops of one pipeline take turns, each with waits of its own, and those events
    /// come when they can.
    /// </summary>
    internal bool HasSetAside { get; set; }

    /// <summary>Denies access to all objects requested so far, as the policy of another access key does.</summary>
    internal void RefuseKnownKeys() => _refusedKeys.UnionWith(_keys);

    /// <summary>Allows access to them again.</summary>
    internal void AllowKeys() => _refusedKeys.Clear();

    internal WatchedStore OpenStore() => new(NewStore(), this, _conditions);

    /// <summary>Opens a connection without checks, for runs whose writers share their state.</summary>
    internal MemoryObjectStore OpenUnwatchedStore() => NewStore();

    /// <summary>Whether a fault is more than a lost, late or refused request or response.</summary>
    internal static bool Meddles(StoreFault fault) => fault is
        StoreFault.WrongChecksum or StoreFault.WrongPosition
        or StoreFault.StaleHeadOfAbsent // It hides an object, and those behind it, from the next start.
        or StoreFault.ForeignAppendBefore or StoreFault.ForeignAppendOfSameLengthBefore or StoreFault.AppliedThenForeignAppendThenLost
        or StoreFault.DeletedBefore or StoreFault.ReplacedByNormalBefore or StoreFault.ReplacedByAppendBefore
        or StoreFault.SealedBefore or StoreFault.ImmutableBefore or StoreFault.AppliedThenSealedThenLost;

    internal void ShiftClock(TimeSpan by)
    {
        HasShiftedClock = true;
        Time.ShiftWallClock(by);
    }

    private MemoryObjectStore NewStore() =>
        new(Cloud, NextFault, Time, () => TimeSpan.FromMilliseconds(_random.Next(1, (int)_conditions.SlowestWay.TotalMilliseconds)))
        {
            SaysChecksum = _conditions.SaysChecksum,
            GhostDelay = () => TimeSpan.FromMilliseconds(_random.Next(1, 60_000)),
        };

    /// <summary>Makes the store unreachable, or lets it refuse all requests, for a while.</summary>
    internal void BeginOutage(TimeSpan duration)
    {
        if (Time.Elapsed < _outageUntil)
            return;

        _outageSince = Time.Elapsed;
        _outageUntil = _outageSince + duration;
        _outage = duration.Seconds % 2 == 0 ? StoreFault.Unreachable : StoreFault.Refused;
        _callsInOutage = 0;
    }

    /// <summary>Records the death of a writer. Its successor may retry as often as a new writer.</summary>
    internal void Died() => _deaths++;

    /// <summary>Ends all faults.</summary>
    internal void Calm()
    {
        _isCalm = true;
        _outageUntil = TimeSpan.Zero;
    }

    private StoreFault NextFault(StoreCall call)
    {
        if (Environment.CurrentManagedThreadId != _thread)
            throw new SimulationViolationException("A run has left its thread, so its seed cannot replay it.");

        var fault = Choose(call);
        if (Meddles(fault) && ObjectNumber().IsMatch(call.Key))
            fault = StoreFault.None; // Otherwise other writers could create every object of the search, which would never end.
        if (_refusedKeys.Count == 0)
            _keys.Add(call.Key);
        HasMeddled |= Meddles(fault);
        Trace.Add($"{Time.Elapsed.Ticks} {call.Operation} {call.Key} {call.Position} {fault}");
        return fault;
    }

    private StoreFault Choose(StoreCall call)
    {
        if (_refusedKeys.Contains(call.Key))
            return StoreFault.Refused;
        if (_isCalm)
            return StoreFault.None;

        if (Time.Elapsed < _outageUntil)
        {
            // Each writer's waits double to 20 s, drawn from their upper halves: at most 8 tries while they grow, then one in 10 s; to 5 s
            // if the store is unreachable, then one in 2.5 s. A batch dropped after 20 s is followed by the first try of the next one, and a
            // restarted writer begins again.
            var seconds = (Time.Elapsed - _outageSince).TotalSeconds;
            var perSecond = (_outage == StoreFault.Unreachable ? 1 / 2.5 : 1 / 10.0) + (_conditions.RetryTimeLimit is null ? 0 : 1 / 20.0);
            var bound = (_conditions.Writers * (10 + (seconds * perSecond))) + (_conditions.RestartProbability > 0 ? 100 : 0) + (_deaths * 10);
            if (++_callsInOutage > bound)
                throw new SimulationViolationException($"A storm: {_callsInOutage} requests in the first {seconds:0} s of an outage.");
            return _outage;
        }

        if (call.LengthBytes > _conditions.SlowLineBytes)
            return _random.Next(4) switch { 0 => StoreFault.GhostAfterTimeout, 1 => StoreFault.AppliedThenTimeout, _ => StoreFault.Timeout };

        return _random.NextDouble() < _conditions.FaultProbability ? _conditions.Faults[_random.Next(_conditions.Faults.Count)] : StoreFault.None;
    }

    /// <summary>An object with a number of five digits or more.</summary>
    [System.Text.RegularExpressions.GeneratedRegex(@"-[0-9]{5,9}\.")]
    private static partial System.Text.RegularExpressions.Regex ObjectNumber();
}
