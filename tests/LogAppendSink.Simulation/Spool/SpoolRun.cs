using System.Globalization;

namespace LogAppendSink.Simulation.Spool;

/// <summary>
/// One simulated run of processes that live one after the other on one spool, and die of a signal or of the loss of power at any call of
/// the disk. The seed alone replays it.
/// </summary>
internal sealed class SpoolRun
{
    private static readonly TimeSpan CalmTimeLimit = TimeSpan.FromMinutes(15);

    // Patience, the longest pause on top, and delivery of a backlog.
    private static readonly TimeSpan RefusalTime = TimeSpan.FromMinutes(10);

    private readonly Random _random;
    private readonly SpoolConditions _conditions;
    private readonly PlannedDeath? _planned;
    private readonly World _world;
    private readonly SimulatedDisk _disk = new();
    private readonly List<(int Number, DateTimeOffset At)> _accepted = [];
    private readonly HashSet<int> _unknown = [];
    private readonly HashSet<int> _mayBeLost = [];
    private readonly List<DateTimeOffset> _offeredAt = [];
    private SpoolLife _life;
    private bool _hasLostPower;
    private int _durableCount;
    private DateTimeOffset _startedAt;

    private SpoolRun(int seed, Func<Random, SpoolConditions> draw, PlannedDeath? planned)
    {
        _random = new Random(seed);
        _conditions = draw(_random);
        _planned = planned;
        _world = new World(new Random(_random.Next()), _conditions.Common);
        _life = Start();
    }

    /// <returns>How often a process died, and how many requests were made.</returns>
    internal static (int Deaths, int Requests) Run(int seed, Func<Random, SpoolConditions> draw, SimulatedTime? time = null) => Run(seed, draw, planned: null, time);

    /// <summary>As above, with the first two processes dying as planned and no other.</summary>
    internal static (int Deaths, int Requests) Run(int seed, Func<Random, SpoolConditions> draw, PlannedDeath? planned, SimulatedTime? time = null)
    {
        var startedAt = SimulatedTime.Cpu;

        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        SpoolRun? run = null;
        try
        {
            run = new SpoolRun(seed, draw, planned);
            run.Play();
            time?.Add(run._world.Time.Elapsed, startedAt);
            return (run.Deaths, run._world.Trace.Count);
        }
        catch (Exception exception)
        {
            throw new SimulationViolationException($"Seed {seed}{(planned is null ? "" : $", {planned}")}: {(exception is SimulationViolationException ? exception.Message : exception)}");
        }
        finally
        {
            run?._life.Dispose();
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private int Deaths { get; set; }

    private void Play()
    {
        for (var step = 0; step < _conditions.Common.Steps; step++)
            Step();

        // Faults end, and the last process lives long enough to deliver all.
        _world.Calm();
        if (_conditions.Common.ObjectKey.Contains("{Instance}", StringComparison.Ordinal))
            LoseOldObjects();
        _life.Files.Die();
        Revive(mayDie: false);
        Drain();
        End();
        while (AdvanceToNextTimer())
        {
            // Delivers the last delayed requests.
        }

        Judge();
    }

    /// <summary>
    /// Starts a process whose access key has no access to the objects of earlier processes. What those left in doubt there must not delay
    /// other events, which go to other objects.
    /// </summary>
    private void LoseOldObjects()
    {
        _life.Files.Die();
        _world.RefuseKnownKeys();
        Revive(mayDie: false);
        var first = _offeredAt.Count;
        for (var count = 0; count < 5; count++)
            Log();
        Advance(RefusalTime * (_conditions.Common.SlowestWay / Conditions.QuickWay));

        _life.CheckNotices(mayBeDamaged: _hasLostPower);
        var contents = new ObjectContents(_conditions.Common);
        var stored = _world.Cloud.Objects.SelectMany(pair => contents.Records(pair.Key, pair.Value)).Select(record => record.Number).ToHashSet();
        var waiting = _accepted.Count(record => record.Number >= first && !stored.Contains(record.Number));
        Check(waiting == 0, $"{waiting} later events still wait for what was left in doubt in an object that is refused.");
        _world.AllowKeys();
    }

    private void Step()
    {
        Revive(mayDie: true);
        if (_random.NextDouble() < _conditions.FullDiskProbability)
            _life.Files.IsFull = !_life.Files.IsFull;
        if (_random.NextDouble() < _conditions.Common.OutageProbability)
            _world.BeginOutage(TimeSpan.FromSeconds(_random.Next(1, 300)));

        var isBurst = _random.NextDouble() < _conditions.Common.BurstProbability;
        for (var count = _random.Next(isBurst ? 1_500 : 30); count > 0 && !_life.IsDead; count--)
            Log();

        Advance(TimeSpan.FromMilliseconds(_random.Next(_random.Next(20) == 0 ? 120_000 : 1_000)));
        if (_life.IsDead)
            return;

        _life.CheckNotices(mayBeDamaged: _hasLostPower);
        if (_random.NextDouble() < _conditions.DeathProbability)
            _life.Files.Die();
        else if (_random.NextDouble() < _conditions.Common.RestartProbability)
            End();
    }

    private void Log()
    {
        var number = _offeredAt.Count;
        var now = _world.Time.GetUtcNow();
        var level = (RecordLevel)_random.Next(6);
        _offeredAt.Add(now);
        var isAccepted = _life.Log(number, level, _random.Next(_conditions.Common.EventBodyLimitBytes - 40));
        if (isAccepted == true)
            _accepted.Add((number, _world.Time.GetUtcNow())); // The call may have waited for room.
        else if (isAccepted is null)
            _unknown.Add(number);

        // A flush is soon, and soon is at once here.
        if (isAccepted == true && (_conditions.Durability == BufferDurability.EveryEvent || (_conditions.Durability == BufferDurability.Interval && level == RecordLevel.Fatal)))
            _durableCount = _accepted.Count;
    }

    private void Advance(TimeSpan by)
    {
        var until = _world.Time.Elapsed + by;
        while (_world.Time.NextDue <= until)
            AdvanceToNextTimer();
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
            return true; // In a flush, from a timer of one that is dying or dead.
        }
    }

    /// <summary>A new process, where the last one is dead or has ended.</summary>
    private void Revive(bool mayDie)
    {
        while (_life.IsDead)
        {
            Deaths++;
            _life.Dispose();
            _world.Died();
            if (_random.NextDouble() < _conditions.PowerLossShare || _planned is { LosesPower: true })
                LosePower();

            // At least a second, so that the two instances have different names.
            Advance(TimeSpan.FromMilliseconds(_random.Next(1_000, 3_000)));
            _life = Start(mayDie);
        }
    }

    private void LosePower()
    {
        _hasLostPower = true;
        var flushedUntil = _life.Files.DiedAt - _conditions.FlushInterval;
        if (_conditions.Durability == BufferDurability.Interval && flushedUntil > _startedAt)
            _durableCount = Math.Max(_durableCount, _accepted.FindLastIndex(accepted => accepted.At < flushedUntil) + 1);
        _mayBeLost.UnionWith(_accepted.Skip(_durableCount).Select(accepted => accepted.Number));
        _durableCount = _accepted.Count;
        _disk.PowerFailed(_random);
    }

    private void End()
    {
        _life.End(AdvanceToNextTimer);
        _life.CheckNotices(mayBeDamaged: _hasLostPower);
        if (_life.IsDead)
            return;
        Advance(TimeSpan.FromSeconds(1));
        _life = Start();
    }

    private SpoolLife Start(bool mayDie = true)
    {
        _startedAt = _world.Time.GetUtcNow();
        var deathAt = mayDie && _conditions.DeathAtCallMax > 0 ? _random.Next(_conditions.DeathAtCallMax) : 0;
        var point = (DeathPoint)_random.Next(3);
        if (_planned is { } planned)
            (deathAt, point) = (mayDie && Deaths < 2 ? planned.AtCall : 0, planned.Point);
        return new SpoolLife(_world, _conditions, new SimulatedFileSystem(_disk, _world.Time, deathAt, point), _random.Next(), AdvanceToNextTimer);
    }

    private void Drain()
    {
        var limit = _world.Time.Elapsed + (CalmTimeLimit * (_conditions.Common.SlowestWay / Conditions.QuickWay));
        while (_life.Status.Pending > 0)
        {
            var flush = _life.FlushAsync();
            while (!flush.IsCompleted && _world.Time.Elapsed < limit && AdvanceToNextTimer())
            {
            }

            _life.CheckNotices(mayBeDamaged: _hasLostPower);
            Check(flush.IsCompleted && _world.Time.Elapsed < limit, $"All that was recovered is delivered, though {_life.Status.Pending} are pending and {_life.Status.CurrentFailure ?? "nothing"} fails.");
            Advance(TimeSpan.FromSeconds(1));
        }
    }

    private void Judge()
    {
        var contents = new ObjectContents(_conditions.Common);
        var standing = new HashSet<int>();
        var (last, lastKey) = (-1, "");
        foreach (var (key, stored) in _world.Cloud.Objects.OrderBy(pair => contents.Order(pair.Key), StringComparer.Ordinal))
        {
            foreach (var (_, number) in contents.Records(key, stored))
            {
                Check(standing.Add(number), string.Create(CultureInfo.InvariantCulture, $"Record {number} is stored once; the second copy is in '{key}'."));
                // An object that another writer begins out of turn leaves a gap that hides others from the next start.
                Check(number > last || (key != lastKey && _world.HasMeddled) || _world.HasSetAside, string.Create(CultureInfo.InvariantCulture, $"Record {number} follows {last} although it was accepted before, in '{key}'."));
                Check(contents.PeriodOf(key) == _offeredAt[number].UtcDateTime.ToString(contents.PeriodFormat, CultureInfo.InvariantCulture), $"Record {number} is in the object of its period, not in '{key}'.");
                (last, lastKey) = (number, key);
            }
        }

        var accepted = _accepted.Select(record => record.Number).ToHashSet();
        var missing = accepted.Where(number => !standing.Contains(number) && !_mayBeLost.Contains(number)).ToList();
        Check(missing.Count == 0, $"{missing.Count} accepted records are missing, the first of them {missing.FirstOrDefault()}.");
        var uninvited = standing.Where(number => !accepted.Contains(number) && !_unknown.Contains(number)).ToList();
        Check(uninvited.Count == 0, $"{uninvited.Count} refused records are stored, the first of them {uninvited.FirstOrDefault()}.");
    }

    private void Check(bool condition, string rule)
    {
        if (!condition)
            throw new SimulationViolationException($"{rule} ({_conditions.Durability}, flushed after {_conditions.FlushInterval:c}, {(_hasLostPower ? "power was lost" : "no power was lost")}, {(_world.HasSetAside ? "events were set aside" : "nothing was set aside")}, {_conditions.Common.QueueFullMode}, {(_conditions.Common.SlowLineBytes is null ? "a fast line" : "a slow line")})");
    }
}
