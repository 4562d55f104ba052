using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Simulation;

/// <summary>Compares what stands in the objects with what was accepted.</summary>
internal sealed partial class Verdict
{
    private readonly MemoryCloud _cloud;
    private readonly Conditions _conditions;
    private readonly Dictionary<string, List<int>> _standing = [];
    private readonly Dictionary<string, HashSet<int>> _gone = [];

    private Verdict(MemoryCloud cloud, Conditions conditions)
    {
        _cloud = cloud;
        _conditions = conditions;
    }

    internal static void Pass(World world, Conditions conditions, IEnumerable<Incarnation> incarnations)
    {
        var verdict = new Verdict(world.Cloud, conditions);
        verdict.ReadObjects();
        foreach (var incarnation in incarnations)
            verdict.Judge(incarnation);
    }

    private void ReadObjects()
    {
        foreach (var (key, stored) in _cloud.Objects.OrderBy(pair => Order(pair.Key), StringComparer.Ordinal))
        {
            Check(stored.LengthBytes <= _conditions.ObjectSizeLimitBytes + stored.ForeignBytes, $"'{key}' keeps to ObjectSizeLimitBytes.");
            foreach (var (writer, number) in Records(key, stored))
            {
                if (!_standing.TryGetValue(writer, out var numbers))
                    _standing[writer] = numbers = [];
                numbers.Add(number);
            }
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
        var name = incarnation.Name;
        var standing = _standing.GetValueOrDefault(name, []);
        var gone = _gone.GetValueOrDefault(name, []);
        var accepted = incarnation.Accepted.ToHashSet();

        for (var i = 1; i < standing.Count; i++)
        {
            Check(standing[i] != standing[i - 1], $"{name}: record {standing[i]} stands there once.");
            Check(standing[i] > standing[i - 1], $"{name}: record {standing[i]} stands behind {standing[i - 1]} although it was accepted before.");
        }

        Check(standing.TrueForAll(accepted.Contains), $"{name}: only what was accepted stands there.");

        var stored = standing.Union(gone).Count();
        var missing = accepted.Count - stored;
        var mayBeMissing = incarnation.Dropped(DropReason.RetryTimeLimit) + incarnation.Dropped(DropReason.Shutdown);
        Check(missing <= mayBeMissing, $"{name}: {missing} accepted records are missing, and only {mayBeMissing} were counted as lost.");
        Check(
            incarnation.Status.Stored - incarnation.LossesToldInTheLog <= stored,
            $"{name}: {incarnation.Status.Stored} records are counted as stored, and {stored} were.");
    }

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

    /// <summary>"a.clef" before "a-001.clef", as they were begun.</summary>
    private static string Order(string key)
    {
        var stem = key[..key.IndexOf(".clef", StringComparison.Ordinal)];
        return NumberedPattern().IsMatch(stem) ? stem : $"{stem}-000";
    }

    private static void Check(bool condition, string rule)
    {
        if (!condition)
            throw new SimulationViolationException(rule);
    }

    [GeneratedRegex("^(w[0-9]+\\.[0-9]+) ([0-9]+) x*$")]
    private static partial Regex RecordPattern();

    // A date like 20260301-2359 ends in a number of four digits, an instance in one of eight.
    [GeneratedRegex("-[0-9]{3}$")]
    private static partial Regex NumberedPattern();
}
