using System.Globalization;

namespace LogAppendSink.Simulation;

/// <summary>
/// One simulated run: several applications with the real pipeline, on a clock and a store that do what the seed says, on one thread.
/// The seed alone replays it.
/// </summary>
internal sealed class SimulationRun
{
    /// <summary>Far more than the delivery of a full buffer takes without faults.</summary>
    private static readonly TimeSpan CalmTimeLimit = TimeSpan.FromMinutes(15);

    private readonly Random _random;
    private readonly Conditions _conditions;
    private readonly World _world;
    private readonly List<Incarnation> _ended = [];
    private readonly List<(int Writer, int Life, Incarnation Incarnation)> _running = [];

    private SimulationRun(int seed, Func<Random, Conditions> draw)
    {
        _random = new Random(seed);
        _conditions = draw(_random);
        _world = new World(new Random(_random.Next()), _conditions);
    }

    /// <returns>Every request that was made, for comparing two runs.</returns>
    /// <exception cref="SimulationViolationException">A promise was broken.</exception>
    internal static IReadOnlyList<string> Run(int seed) => Run(seed, Conditions.Draw);

    /// <summary>As above, under other conditions.</summary>
    internal static IReadOnlyList<string> Run(int seed, Func<Random, Conditions> draw, SimulatedTime? time = null)
    {
        var startedAt = SimulatedTime.Cpu;

        // A context would carry continuations to other threads; here everything happens on this one.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var run = new SimulationRun(seed, draw);
            try
            {
                run.Play();
            }
            finally
            {
                run._world.WriteTrace();
            }

            time?.Add(run._world.Time.Elapsed, startedAt);
            return run._world.Trace;
        }
        catch (Exception exception) when (exception is not SimulationViolationException)
        {
            throw new SimulationViolationException($"Seed {seed}: {exception}");
        }
        catch (SimulationViolationException violation)
        {
            throw new SimulationViolationException($"Seed {seed}: {violation.Message}");
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void Play()
    {
        for (var writer = 0; writer < _conditions.Writers; writer++)
            _running.Add((writer, 0, Start(writer, life: 0)));

        for (var step = 0; step < _conditions.Steps; step++)
            Step();

        // Faults end, and every writer finishes.
        _world.Calm();
        Flush();
        foreach (var (_, _, incarnation) in _running)
        {
            for (var count = _random.Next(10); count > 0; count--)
                incarnation.Log(_random);
            incarnation.EndInCalm();
            _ended.Add(incarnation);
        }

        while (_world.Time.AdvanceToNextTimer())
        {
            // Delivers the last delayed requests.
        }

        Verdict.Pass(_world, _conditions, _ended);
    }

    /// <summary>Flushes until nothing is pending. A loss is logged when it ends, so a flush may leave a record pending.</summary>
    private void Flush()
    {
        var limit = _world.Time.Elapsed + (CalmTimeLimit * (_conditions.SlowestWay / Conditions.QuickWay));
        while (_running.Exists(running => running.Incarnation.Status.Pending > 0))
        {
            var flushes = _running.Select(running => running.Incarnation.FlushAsync()).ToList();
            while (flushes.Exists(flush => !flush.IsCompleted) && _world.Time.Elapsed < limit && _world.Time.AdvanceToNextTimer())
            {
            }

            if (flushes.Exists(flush => !flush.IsCompleted))
                throw new SimulationViolationException("A flush does not end although the store works: a call hangs, or every retry fails.");

            foreach (var (_, _, incarnation) in _running)
                incarnation.CheckFlushes();
            if (_world.Time.Elapsed >= limit)
                throw new SimulationViolationException("Repeated flushes leave records pending although the store works.");
            _world.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private void Step()
    {
        var index = _random.Next(_running.Count);
        var (writer, life, incarnation) = _running[index];

        var isBurst = _random.NextDouble() < _conditions.BurstProbability;
        for (var count = _random.Next(isBurst ? 1_500 : 30); count > 0; count--)
            incarnation.Log(_random);
        if (_random.NextDouble() < 0.05)
            _ = incarnation.FlushAsync();
        if (_random.NextDouble() < _conditions.OutageProbability)
            _world.BeginOutage(TimeSpan.FromSeconds(_random.Next(1, 300)));

        if (_random.NextDouble() < _conditions.ClockShiftProbability)
            _world.ShiftClock(TimeSpan.FromSeconds(_random.Next(-1, 2) * Math.Pow(10, _random.Next(6))));

        incarnation.CheckFlushes();
        if (_random.NextDouble() < _conditions.RestartProbability)
        {
            End(incarnation);
            _running[index] = (writer, life + 1, Start(writer, life + 1));
        }

        // Mostly little happens between two steps, sometimes minutes pass.
        _world.Time.Advance(TimeSpan.FromMilliseconds(_random.Next(_random.Next(20) == 0 ? 120_000 : 1_000)));
    }

    private Incarnation Start(int writer, int life) =>
        new(_world, _conditions, string.Create(CultureInfo.InvariantCulture, $"w{writer}.{life}"), _random.Next());

    private void End(Incarnation incarnation)
    {
        incarnation.End();
        _ended.Add(incarnation);
    }
}
