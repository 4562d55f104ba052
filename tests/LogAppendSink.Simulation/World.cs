using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Simulation;

/// <summary>What all writers of a run share: the clock, the objects, and the things that go wrong. It lives on one thread.</summary>
internal sealed class World
{
    /// <summary>
    /// What can go wrong with a request. A body damaged on its way in is left out: then whole records stand there twice, once in the
    /// damaged append and once in the one that makes it good, which is a promise of its own, with tests of its own.
    /// </summary>
    private static readonly StoreFault[] Faults = Enum.GetValues<StoreFault>()
        .Where(fault => fault is not (StoreFault.None or StoreFault.StoredDamaged))
        .ToArray();

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Random _random;
    private readonly Conditions _conditions;
    private TimeSpan _outageUntil;
    private int _callsInOutage;
    private TimeSpan _outageSince;
    private bool _isCalm;

    internal World(Random random, Conditions conditions)
    {
        _random = random;
        _conditions = conditions;
    }

    // Shortly before midnight, so that days change too.
    internal ManualTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 23, 58, 0, TimeSpan.Zero));

    internal MemoryCloud Cloud { get; } = new();

    /// <summary>Every request, in order, as text: what two runs of one seed must agree in.</summary>
    internal List<string> Trace { get; } = [];

    internal MemoryObjectStore OpenStore() =>
        new(Cloud, NextFault, Time, () => TimeSpan.FromMilliseconds(_random.Next(1, 50)))
        {
            SaysChecksum = _conditions.SaysChecksum,
            GhostDelay = () => TimeSpan.FromMilliseconds(_random.Next(1, 60_000)),
        };

    /// <summary>The store cannot be reached for a while.</summary>
    internal void BeginOutage(TimeSpan duration)
    {
        if (Time.Elapsed < _outageUntil)
            return;

        _outageSince = Time.Elapsed;
        _outageUntil = _outageSince + duration;
        _callsInOutage = 0;
    }

    /// <summary>Nothing goes wrong any more.</summary>
    internal void Calm()
    {
        _isCalm = true;
        _outageUntil = TimeSpan.Zero;
    }

    private StoreFault NextFault(StoreCall call)
    {
        if (Environment.CurrentManagedThreadId != _thread)
            throw new SimulationViolationException("A run has left its thread, so its seed cannot replay it.");

        var fault = Choose();
        Trace.Add($"{Time.Elapsed.Ticks} {call.Operation} {call.Key} {call.Position} {fault}");
        return fault;
    }

    private StoreFault Choose()
    {
        if (_isCalm)
            return StoreFault.None;

        if (Time.Elapsed < _outageUntil)
        {
            // Each writer's waits double to 20 s, drawn from their upper halves: at most 8 tries while they grow, then one in 10 s.
            // A batch that is given up after 20 s makes room for the next one's first try, and a writer that restarts begins anew.
            var seconds = (Time.Elapsed - _outageSince).TotalSeconds;
            var bound = (_conditions.Writers * (10 + (seconds / (_conditions.RetryTimeLimit is null ? 10 : 20.0 / 3)))) + (_conditions.RestartProbability > 0 ? 100 : 0);
            if (++_callsInOutage > bound)
                throw new SimulationViolationException($"A storm: {_callsInOutage} requests in the first {seconds:0} s of an outage.");
            return StoreFault.Unreachable;
        }

        return _random.NextDouble() < _conditions.FaultProbability ? Faults[_random.Next(Faults.Length)] : StoreFault.None;
    }
}
