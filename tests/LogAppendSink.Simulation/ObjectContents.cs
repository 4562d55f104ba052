using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Simulation;

/// <summary>Reads the objects of a run back: which records each one holds, and in which order the objects were created.</summary>
internal sealed partial class ObjectContents(Conditions conditions)
{
    /// <summary>The records in an object, in order.</summary>
    internal IEnumerable<(string Writer, int Number)> Records(string key, StoredObject stored)
    {
        var text = Encoding.UTF8.GetString(conditions.Compression == RecordCompression.Gzip ? Decompress(stored) : stored.Content.ToArray());
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

    /// <summary>Decompresses the sink's members and copies the bytes of other writers between them.</summary>
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
    /// Returns the length of the first member. The decoder reads ahead, so the end is searched: cutting there gives a whole member.
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

    /// <summary>In order of creation: "a.clef" before "a-001.clef", and "a-999.clef" before "a-1000.clef".</summary>
    internal string Order(string key)
    {
        var parts = PartsOf(key);
        var index = parts.Groups["index"] is { Success: true } number ? int.Parse(number.ValueSpan, CultureInfo.InvariantCulture) : 0;
        return string.Create(CultureInfo.InvariantCulture, $"{PeriodOf(key)}{parts.Groups["instance"].ValueSpan} {index:D9}");
    }

    /// <summary>The period that an object's name says, as <see cref="PeriodFormat"/> writes it.</summary>
    internal string PeriodOf(string key) => key.Substring("logs/".Length, PeriodFormat.Length);

    private Match PartsOf(string key)
    {
        var parts = AfterPeriodPattern().Match(key["logs/".Length..][PeriodFormat.Length..]);
        Check(parts.Success, $"'{key}' is a name as the settings say.");
        return parts;
    }

    internal string PeriodFormat => conditions.RollingInterval switch
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

    [GeneratedRegex("^(?<instance>[/-][0-9a-f]{8}-[0-9a-f]{8})?(-(?<index>[0-9]{3,}))?\\.clef")]
    private static partial Regex AfterPeriodPattern();
}
