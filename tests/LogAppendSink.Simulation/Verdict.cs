using System.Globalization;
using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Simulation;

/// <summary>Compares the contents of the objects with the accepted records.</summary>
internal sealed class Verdict
{
    private readonly World _world;
    private readonly MemoryCloud _cloud;
    private readonly Conditions _conditions;
    private readonly ObjectContents _contents;
    private readonly Dictionary<string, List<(string Key, int Number)>> _standing = [];
    private readonly Dictionary<string, HashSet<int>> _gone = [];
    private readonly Dictionary<string, (string Key, int Life)> _latestLives = [];

    // Dropped at shutdown, but sent: the next life cannot know of it before it is stored.
    private readonly HashSet<string> _mayArriveLate = [];

    private Verdict(World world, Conditions conditions)
    {
        _world = world;
        _cloud = world.Cloud;
        _conditions = conditions;
        _contents = new ObjectContents(conditions);
    }

    internal static void Pass(World world, Conditions conditions, IReadOnlyList<Incarnation> incarnations)
    {
        var verdict = new Verdict(world, conditions);
        verdict._mayArriveLate.UnionWith(incarnations.Where(incarnation => incarnation.Dropped(DropReason.Shutdown) > 0).Select(incarnation => incarnation.Name));
        verdict.ReadObjects();
        foreach (var incarnation in incarnations)
            verdict.Judge(incarnation);
    }

    private void ReadObjects()
    {
        foreach (var (key, stored) in _cloud.Objects.OrderBy(pair => _contents.Order(pair.Key), StringComparer.Ordinal))
        {
            Check(stored.LengthBytes <= _conditions.ObjectSizeLimitBytes + stored.ForeignBytes, $"'{key}' keeps to ObjectSizeLimitBytes.");
            var writers = new HashSet<string>();
            foreach (var (writer, number) in _contents.Records(key, stored))
            {
                if (!_standing.TryGetValue(writer, out var records))
                    _standing[writer] = records = [];
                records.Add((key, number));
                writers.Add(writer);
            }

            // If another party deletes an object, the next writer cannot know which writer created it.
            Check(
                writers.Count <= 1 || _conditions.OnConflict == ConflictMode.Continue || _cloud.Gone.Count > 0,
                $"'{key}' is one writer's own with OnConflict Roll, not shared by {string.Join(" and ", writers)}.");
            CheckLives(key, writers);
        }

        foreach (var (key, gone) in _cloud.Gone)
        {
            foreach (var (writer, number) in _contents.Records(key, gone))
            {
                if (!_gone.TryGetValue(writer, out var numbers))
                    _gone[writer] = numbers = [];
                numbers.Add(number);
            }
        }
    }

    private void Judge(Incarnation incarnation)
    {
        incarnation.CheckAccount();
        var name = incarnation.Name;
        var standing = _standing.GetValueOrDefault(name, []);
        var gone = _gone.GetValueOrDefault(name, []);
        var accepted = incarnation.Accepted.ToHashSet();

        var once = new HashSet<int>();
        for (var i = 0; i < standing.Count; i++)
        {
            var (key, number) = standing[i];
            Check(once.Add(number), $"{name}: record {number} is stored once.");
            Check(accepted.Contains(number), $"{name}: record {number} is stored, and was not accepted.");
            CheckPeriod(key, incarnation.OfferedAt[number]);
            if (i > 0 && (key == standing[i - 1].Key || !_world.HasShiftedClock))
                Check(number > standing[i - 1].Number, $"{name}: record {number} follows {standing[i - 1].Number} although it was accepted before.");
        }

        var stored = once.Union(gone).Count();
        var missing = accepted.Count - stored;
        var mayBeMissing = incarnation.Dropped(DropReason.RetryTimeLimit) + incarnation.Dropped(DropReason.Shutdown);
        Check(missing <= mayBeMissing, $"{name}: {missing} accepted records are missing, and only {mayBeMissing} were counted as lost.");
        Check(
            incarnation.Status.Stored - incarnation.LossesReportedInTheLog <= stored,
            $"{name}: {incarnation.Status.Stored} records are counted as stored, and {stored} were.");
        Check(
            stored <= incarnation.Status.Stored + mayBeMissing,
            $"{name}: {stored} records were stored, {incarnation.Status.Stored} are counted as that, and {mayBeMissing} as lost.");
    }

    /// <summary>A writer's next life continues at the last object, so no record of an earlier life follows it.</summary>
    private void CheckLives(string key, IEnumerable<string> writers)
    {
        // Separate names for each life have no order. A deleted object, or one created out of order, leaves a gap that hides others.
        if (_world.HasShiftedClock || _world.HasMeddled || _conditions.ObjectKey.Contains("{Instance}", StringComparison.Ordinal) || _conditions.Store == StoreKind.CephRgw)
            return;

        foreach (var writer in writers.Where(writer => !_mayArriveLate.Contains(writer)))
        {
            var life = int.Parse(writer[(writer.IndexOf('.', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
            var index = writer[..writer.IndexOf('.', StringComparison.Ordinal)];
            if (_latestLives.TryGetValue(index, out var latest))
                Check(life >= latest.Life || key == latest.Key, $"'{key}' has records of {writer}, and '{latest.Key}' before it has those of life {latest.Life}.");
            if (!_latestLives.TryGetValue(index, out latest) || life > latest.Life)
                _latestLives[index] = (key, life);
        }
    }

    private void CheckPeriod(string key, DateTimeOffset acceptedAt) => Check(
        _contents.PeriodOf(key) == acceptedAt.UtcDateTime.ToString(_contents.PeriodFormat, CultureInfo.InvariantCulture),
        $"A record accepted at {acceptedAt:u} belongs to the object of its period, and is in '{key}'.");

    private static void Check(bool condition, string rule)
    {
        if (!condition)
            throw new SimulationViolationException(rule);
    }
}
