using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Simulation;

/// <summary>Compares what stands in the objects with what was accepted.</summary>
internal sealed partial class Verdict
{
    private readonly World _world;
    private readonly MemoryCloud _cloud;
    private readonly Conditions _conditions;
    private readonly Dictionary<string, List<(string Key, int Number)>> _standing = [];
    private readonly Dictionary<string, HashSet<int>> _gone = [];
    private readonly Dictionary<string, (string Key, int Life)> _latestLives = [];

    // Given up at shutdown, but sent: its next life cannot know of it before it is stored.
    private readonly HashSet<string> _mayArriveLate = [];

    private Verdict(World world, Conditions conditions)
    {
        _world = world;
        _cloud = world.Cloud;
        _conditions = conditions;
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
        foreach (var (key, stored) in _cloud.Objects.OrderBy(pair => Order(pair.Key), StringComparer.Ordinal))
        {
            Check(stored.LengthBytes <= _conditions.ObjectSizeLimitBytes + stored.ForeignBytes, $"'{key}' keeps to ObjectSizeLimitBytes.");
            var writers = new HashSet<string>();
            foreach (var (writer, number) in Records(key, stored))
            {
                if (!_standing.TryGetValue(writer, out var records))
                    _standing[writer] = records = [];
                records.Add((key, number));
                writers.Add(writer);
            }

            // Where somebody deletes an object, the next writer cannot know that it was another's.
            Check(
                writers.Count <= 1 || _conditions.OnConflict == ConflictMode.Continue || _cloud.Gone.Count > 0,
                $"'{key}' is one writer's own with OnConflict Roll, not shared by {string.Join(" and ", writers)}.");
            CheckLives(key, writers);
        }

        foreach (var (key, gone) in _cloud.Gone)
        {
            foreach (var (writer, number) in Records(key, gone))
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
            Check(once.Add(number), $"{name}: record {number} stands there once.");
            Check(accepted.Contains(number), $"{name}: record {number} stands there, and was not accepted.");
            CheckPeriod(key, incarnation.OfferedAt[number]);
            if (i > 0 && (key == standing[i - 1].Key || !_world.HasShiftedClock))
                Check(number > standing[i - 1].Number, $"{name}: record {number} stands behind {standing[i - 1].Number} although it was accepted before.");
        }

        var stored = once.Union(gone).Count();
        var missing = accepted.Count - stored;
        var mayBeMissing = incarnation.Dropped(DropReason.RetryTimeLimit) + incarnation.Dropped(DropReason.Shutdown);
        Check(missing <= mayBeMissing, $"{name}: {missing} accepted records are missing, and only {mayBeMissing} were counted as lost.");
        Check(
            incarnation.Status.Stored - incarnation.LossesToldInTheLog <= stored,
            $"{name}: {incarnation.Status.Stored} records are counted as stored, and {stored} were.");
        Check(
            stored <= incarnation.Status.Stored + mayBeMissing,
            $"{name}: {stored} records were stored, {incarnation.Status.Stored} are counted as that, and {mayBeMissing} as lost.");
    }

    /// <summary>A writer's next life goes on where the last object is, so nothing of an earlier one comes behind it.</summary>
    private void CheckLives(string key, IEnumerable<string> writers)
    {
        // An own name for each life has no order; an object that somebody deletes, or begins out of turn, leaves a gap that hides others.
        if (_world.HasShiftedClock || _world.HasMeddled || _conditions.ObjectKey.Contains("{Instance}", StringComparison.Ordinal))
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
        PeriodOf(key) == acceptedAt.UtcDateTime.ToString(PeriodFormat, CultureInfo.InvariantCulture),
        $"A record accepted at {acceptedAt:u} belongs to the object of its period, and stands in '{key}'.");

    private IEnumerable<(string Writer, int Number)> Records(string key, StoredObject stored)
    {
        var text = Encoding.UTF8.GetString(_conditions.Compression == RecordCompression.Gzip ? Decompress(stored) : stored.Content.ToArray());
        Check(text.Length == 0 || text[^1] == '\n', $"'{key}' ends with a whole record.");
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var match = RecordPattern().Match(line);
            if (match.Success)
                yield return (match.Groups[1].Value, int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
            else
                Check(line.StartsWith('f') || line.StartsWith("{\"@t\"", StringComparison.Ordinal) || line.StartsWith("{\"foreign\"", StringComparison.Ordinal), $"'{key}' has a torn line.");
        }
    }

    /// <summary>Members of ours, and between them what others put there as it is.</summary>
    private static byte[] Decompress(StoredObject stored)
    {
        var plain = new MemoryStream();
        var rest = stored.Content;
        while (!rest.IsEmpty)
        {
            if (rest.Span is [0x1F, 0x8B, ..])
            {
                var member = new MemoryStream(rest.ToArray());
                rest = rest[MemberLength(member, plain)..];
            }
            else
            {
                var end = rest.Span.IndexOf((byte)'\n') + 1;
                plain.Write(rest.Span[..end]);
                rest = rest[end..];
            }
        }

        return plain.ToArray();
    }

    /// <summary>
    /// How long the first member is. The decoder reads ahead, so the end is looked for: where cutting there gives a whole member.
    /// </summary>
    private static int MemberLength(MemoryStream members, MemoryStream plain)
    {
        var bytes = members.ToArray();
        for (var end = NextMember(bytes, 18); ; end = NextMember(bytes, end + 1))
        {
            try
            {
                using var gzip = new GZipStream(new MemoryStream(bytes, 0, end), CompressionMode.Decompress);
                var decoded = new MemoryStream();
                gzip.CopyTo(decoded);
                if (BitConverter.ToUInt32(bytes, end - 4) == decoded.Length)
                {
                    plain.Write(decoded.ToArray());
                    return end;
                }
            }
            catch (InvalidDataException) when (end < bytes.Length)
            {
                // Not the end of the member; the next candidate.
            }

            if (end >= bytes.Length)
                throw new SimulationViolationException("A gzip member is whole.");
        }
    }

    private static int NextMember(byte[] bytes, int from)
    {
        for (var i = from; i < bytes.Length; i++)
        {
            if (bytes[i] is 0x1F or (byte)'f' or (byte)'{')
                return i;
        }

        return bytes.Length;
    }

    /// <summary>As they were begun: "a.clef" before "a-001.clef", and "a-999.clef" before "a-1000.clef".</summary>
    private string Order(string key)
    {
        var parts = PartsOf(key);
        var index = parts.Groups["index"] is { Success: true } number ? int.Parse(number.ValueSpan, CultureInfo.InvariantCulture) : 0;
        return string.Create(CultureInfo.InvariantCulture, $"{PeriodOf(key)}{parts.Groups["instance"].ValueSpan} {index:D9}");
    }

    private string PeriodOf(string key) => key.Substring("logs/".Length, PeriodFormat.Length);

    private Match PartsOf(string key)
    {
        var parts = AfterPeriodPattern().Match(key["logs/".Length..][PeriodFormat.Length..]);
        Check(parts.Success, $"'{key}' is a name as the settings say.");
        return parts;
    }

    private string PeriodFormat => _conditions.RollingInterval switch
    {
        ObjectRollingInterval.Minute => "yyyyMMdd-HHmm",
        ObjectRollingInterval.Hour => "yyyyMMdd-HH",
        _ => "yyyyMMdd",
    };

    private static void Check(bool condition, string rule)
    {
        if (!condition)
            throw new SimulationViolationException(rule);
    }

    [GeneratedRegex("^(w[0-9]+\\.[0-9]+) ([0-9]+) x*$")]
    private static partial Regex RecordPattern();

    [GeneratedRegex("^(?<instance>/[0-9a-f]{8}-[0-9a-f]{8})?(-(?<index>[0-9]{3,}))?\\.clef")]
    private static partial Regex AfterPeriodPattern();
}
