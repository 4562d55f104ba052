using System.Globalization;
using LogAppendSink.Appending;
using LogAppendSink.Simulation.Spool;

namespace LogAppendSink.Simulation.Sharing;

/// <summary>
/// One simulated run of processes that live one after the other, each with several pipelines on one key and, with a spool, in one
/// <c>BufferPath</c>. So the next process finds several spools, and delivers those of earlier runs before its own. The seed alone replays it.
/// </summary>
internal sealed class SharingRun
{
    private static readonly TimeSpan CalmTimeLimit = TimeSpan.FromMinutes(30);

    private readonly Random _random;
    private readonly SharingConditions _conditions;
    private readonly World _world;
    private readonly SimulatedDisk _disk = new();
    private readonly List<SharingPipeline> _all = [];
    private readonly List<SharingPipeline> _running = [];
    private SimulatedFileSystem _files;
    private ObjectRegistry _objects = new();

    private SharingRun(int seed, Func<Random, SharingConditions> draw)
    {
        _random = new Random(seed);
        _conditions = draw(_random);
        _world = new World(new Random(_random.Next()), _conditions.Common);
        _files = NewProcess(mayDie: false);
    }

    /// <returns>How many requests were made, and how many pipelines were started.</returns>
    internal static (int Requests, int Pipelines) Run(int seed, Func<Random, SharingConditions> draw, SimulatedTime? time = null)
    {
        var startedAt = SimulatedTime.Cpu;

        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        SharingRun? run = null;
        try
        {
            run = new SharingRun(seed, draw);
            run.Play();
            time?.Add(run._world.Time.Elapsed, startedAt);
            return (run._world.Trace.Count, run._all.Count);
        }
        catch (Exception exception)
        {
            throw new SimulationViolationException($"Seed {seed}: {(exception is SimulationViolationException ? exception.Message : exception)}");
        }
        finally
        {
            run?._world.WriteTrace();
            run?._all.ForEach(pipeline => pipeline.Dispose());
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void Play()
    {
        for (var step = 0; step < _conditions.Common.Steps; step++)
            Step();

        _world.Calm();
        if (_conditions.HasSpool)
        {
            // The last process finds all spools, and its one pipeline delivers all that they hold.
            _files.Die();
            StartProcess(mayDie: false, pipelines: 1);
        }

        Drain();
        foreach (var pipeline in _running)
            pipeline.End(AdvanceToNextTimer);
        while (AdvanceToNextTimer())
        {
            // Delivers the last delayed requests.
        }

        Judge();
    }

    private void Step()
    {
        // After a process that dies during its start, the next one starts.
        for (var mayDie = true; _files.IsDead || _running.Count == 0; mayDie = false)
            StartProcess(mayDie, _conditions.Pipelines);
        if (_random.NextDouble() < _conditions.Common.OutageProbability)
            _world.BeginOutage(TimeSpan.FromSeconds(_random.Next(1, 300)));

        // Often all log the same at the same time, as replicas do.
        var (count, variant) = (_random.Next(1, 5), _random.Next(3));
        foreach (var pipeline in _running.Where(_ => _random.Next(4) > 0))
        {
            for (var number = 0; number < count && !_files.IsDead; number++)
                pipeline.Log(_random.Next(8) == 0 ? _random.Next(3) : variant);
        }

        Advance(TimeSpan.FromMilliseconds(_random.Next(_random.Next(20) == 0 ? 120_000 : 1_000)));
        if (_files.IsDead)
            return;

        _running.ForEach(pipeline => pipeline.CheckRules());
        if (_random.NextDouble() < _conditions.DeathProbability)
            _files.Die();
        else if (_random.NextDouble() < _conditions.Common.RestartProbability * 2)
            Restart(_random.Next(_running.Count));
    }

    /// <summary>One pipeline ends, and another takes its place in the same process.</summary>
    private void Restart(int index)
    {
        _running[index].End(AdvanceToNextTimer);
        if (!_files.IsDead)
            _running[index] = Start(_files);
    }

    private void StartProcess(bool mayDie, int pipelines)
    {
        if (_running.Count > 0)
        {
            _running.ForEach(_ => _world.Died()); // Each pipeline of a process has a successor, which tries as often as any that begins.
            Advance(TimeSpan.FromMilliseconds(_random.Next(1_000, 3_000)));
        }

        // If a cache repeats a HEAD response older than an earlier process's append, and the response to an append is lost, equal bytes of
        // two processes cannot be distinguished: only the writers of a process know what it has stored. So the cache repeats no HEAD response
        // that long here. Records with a time, or of different writers, differ; for those it does.
        if (_conditions.AreRecordsIdentical)
            _world.Cloud.Objects.ToList().ForEach(pair => pair.Value.ForgetEndBefore());

        _running.Clear();
        _files = NewProcess(mayDie);
        for (var pipeline = 0; pipeline < pipelines && !_files.IsDead; pipeline++)
        {
            if (Start(_files) is { HasStarted: true } started)
                _running.Add(started);
        }
    }

    private SharingPipeline Start(SimulatedFileSystem files)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"w{_all.Count}.0");
        var pipeline = new SharingPipeline(_world, _conditions, files, _objects, name, _random.Next());
        _all.Add(pipeline);
        return pipeline;
    }

    private SimulatedFileSystem NewProcess(bool mayDie)
    {
        _objects = new ObjectRegistry();
        var deathAt = mayDie && _conditions.DeathAtCallMax > 0 ? _random.Next(_conditions.DeathAtCallMax) : 0;
        return new SimulatedFileSystem(_disk, _world.Time, deathAt, (DeathPoint)_random.Next(3));
    }

    private void Drain()
    {
        var limit = _world.Time.Elapsed + (CalmTimeLimit * (_conditions.Common.SlowestWay / Conditions.QuickWay));
        while (_running.Exists(pipeline => pipeline.Status.Pending > 0))
        {
            var flushes = _running.ConvertAll(pipeline => pipeline.FlushAsync());
            while (flushes.Exists(flush => !flush.IsCompleted) && _world.Time.Elapsed < limit && AdvanceToNextTimer())
            {
            }

            _running.ForEach(pipeline => pipeline.CheckRules());
            Check(
                !flushes.Exists(flush => !flush.IsCompleted) && _world.Time.Elapsed < limit,
                $"A store that works takes everything, though {string.Join(" and ", _running.Select(pipeline => pipeline.Status.Pending))} are pending.");
            Advance(TimeSpan.FromSeconds(1));
        }
    }

    private void Advance(TimeSpan by)
    {
        var until = _world.Time.Elapsed + by;
        while (_world.Time.NextDue <= until)
            AdvanceToNextTimer();
        if (until > _world.Time.Elapsed)
            _world.Time.Advance(until - _world.Time.Elapsed);
    }

    private bool AdvanceToNextTimer()
    {
        try
        {
            return _world.Time.AdvanceToNextTimer();
        }
        catch (SimulatedDeathException)
        {
            return true; // In a flush, from a timer of a process that is dying or dead.
        }
    }

    private void Judge()
    {
        var contents = new ObjectContents(_conditions.Common);
        var standing = new List<(string Key, string Writer, int Number)>();
        foreach (var (key, stored) in _world.Cloud.Objects.OrderBy(pair => contents.Order(pair.Key), StringComparer.Ordinal))
            standing.AddRange(contents.Records(key, stored).Select(record => (key, record.Writer, record.Number)));

        JudgeCounts(standing);
        if (!_conditions.AreRecordsIdentical)
            JudgeOrder(standing);
    }

    /// <summary>Of every record, as many are stored as were accepted.</summary>
    private void JudgeCounts(List<(string Key, string Writer, int Number)> standing)
    {
        var accepted = CountsOf(_all.SelectMany(pipeline => pipeline.Accepted));
        var unknown = CountsOf(_all.SelectMany(pipeline => pipeline.Unknown));
        var stood = CountsOf(standing.Select(record => string.Create(CultureInfo.InvariantCulture, $"{record.Writer} {record.Number} ")));

        foreach (var (text, count) in stood)
        {
            var most = accepted.GetValueOrDefault(text) + unknown.GetValueOrDefault(text);
            Check(count <= most, $"Record '{text}' is stored {count} times, and was accepted {most} times.");
        }

        var missing = accepted.Sum(record => Math.Max(0, record.Value - stood.GetValueOrDefault(record.Key)));
        if (_conditions.HasSpool)
        {
            Check(missing == 0, $"{missing} accepted records are missing.");
            return;
        }

        var (mayBeStored, storedAtLeast) = (_all.Sum(pipeline => pipeline.MayBeStored), _all.Sum(pipeline => pipeline.StoredOwn));
        Check(missing <= mayBeStored, $"{missing} accepted records are missing, and only {mayBeStored} were counted as lost.");
        Check(storedAtLeast <= standing.Count, $"{storedAtLeast} records are counted as stored, and {standing.Count} are in the objects.");
        Check(standing.Count <= storedAtLeast + mayBeStored, $"{standing.Count} records are in the objects, {storedAtLeast} are counted as stored and {mayBeStored} as lost.");
    }

    /// <summary>The records of each pipeline are stored in the order of acceptance.</summary>
    private void JudgeOrder(IReadOnlyList<(string Key, string Writer, int Number)> standing)
    {
        var latest = new Dictionary<string, (string Key, int Number)>();
        foreach (var (key, writer, number) in standing)
        {
            // If an object was abandoned before its creation, or another writer created one out of order, the next process finds an earlier one.
            if (latest.TryGetValue(writer, out var last))
                Check(number > last.Number || (key != last.Key && MayHaveGaps), $"Record {number} of {writer} follows {last.Number}, in '{key}'.");
            latest[writer] = (key, number);
        }
    }

    private bool MayHaveGaps => _world.HasMeddled || _conditions.Common.Store == StoreKind.CephRgw || _all.Exists(pipeline => pipeline.HasRolledForAnother);

    /// <summary>The key that distinguishes records: their text up to the filler.</summary>
    private static Dictionary<string, int> CountsOf(IEnumerable<string> texts) =>
        texts.GroupBy(text => text.TrimEnd('x')).ToDictionary(group => group.Key, group => group.Count());

    private void Check(bool condition, string rule)
    {
        if (!condition)
            throw new SimulationViolationException($"{rule} ({_conditions.Pipelines} pipelines, {(_conditions.AreRecordsIdentical ? "identical" : "different")} records)");
    }
}
