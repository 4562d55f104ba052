using System.Text;
using LogAppendSink.Checksums;

namespace LogAppendSink.Reading.Searching;

/// <summary>
/// Places in some objects, and a mark that tells of the others: what a search or a tail goes on from. Short, as it travels in addresses and
/// headers: keys are told by eight characters.
/// </summary>
/// <remarks><code>
/// 1.mark[.key~position[~skip[~witness]]]…      numbers in base 36; the witness is of the bytes before the position
/// </code></remarks>
internal sealed class CompactPlaces
{
    private const string Version = "1";
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const int PlacesMax = 1000;

    private readonly Dictionary<string, (long Position, int Skip, long Checksum)> _places = new(StringComparer.Ordinal);

    /// <summary>What its maker says of objects that are not named; without a dot.</summary>
    internal string Mark { get; init; } = "";

    internal void Set(string key, (long Position, int Skip) place) => SetNamed(NameOf(key), place);

    /// <summary>As <see cref="Set"/>, for who has the name at hand.</summary>
    internal void SetNamed(string name, (long Position, int Skip) place, long witness = 0) => _places[name] = (place.Position, place.Skip, witness);

    /// <summary>How many objects are named.</summary>
    internal int Count => _places.Count;

    /// <summary>Where an object goes on; null where it is not named.</summary>
    internal (long Position, int Skip)? Find(string key) => _places.TryGetValue(NameOf(key), out var place) ? (place.Position, place.Skip) : null;

    /// <summary>The witness of an object's place; 0 where there is none.</summary>
    internal long ChecksumOf(string key) => _places.TryGetValue(NameOf(key), out var place) ? place.Checksum : 0;

    /// <summary>What a key is called here.</summary>
    internal static string NameOf(string key)
    {
        var crc = Crc64.Append(0, Encoding.UTF8.GetBytes(key));
        return Convert.ToBase64String(BitConverter.GetBytes(crc).AsSpan(0, 6)).Replace('+', '-').Replace('/', '_');
    }

    public override string ToString()
    {
        var text = new StringBuilder(Version).Append('.').Append(Mark);
        foreach (var (name, (position, skip, witness)) in _places)
        {
            text.Append('.').Append(name).Append('~').Append(Base36(position));
            if (skip > 0 || witness > 0)
                text.Append('~').Append(Base36(skip));
            if (witness > 0)
                text.Append('~').Append(Base36(witness));
        }

        return text.ToString();
    }

    /// <exception cref="FormatException">It is none of ours.</exception>
    internal static CompactPlaces Parse(string text)
    {
        var parts = text.Split('.');
        if (parts.Length < 2 || parts.Length > PlacesMax || parts[0] != Version)
            throw new FormatException("it is none of this viewer's");

        var places = new CompactPlaces { Mark = parts[1] };
        foreach (var part in parts.Skip(2))
        {
            var fields = part.Split('~');
            if (fields.Length is < 2 or > 4 || !TryParse(fields[1], out var position)
                || !TryParse(fields.ElementAtOrDefault(2) ?? "0", out var skip) || skip > int.MaxValue
                || !TryParse(fields.ElementAtOrDefault(3) ?? "0", out var witness))
            {
                throw new FormatException($"'{part}' is no place");
            }

            places._places[fields[0]] = (position, (int)skip, witness);
        }

        return places;
    }

    /// <summary>A number of 0 or more.</summary>
    internal static string Base36(long value)
    {
        var text = new StringBuilder();
        do
        {
            text.Insert(0, Digits[(int)(value % 36)]);
            value /= 36;
        }
        while (value > 0);
        return text.ToString();
    }

    /// <summary>Reads what <see cref="Base36"/> wrote.</summary>
    internal static bool TryParse(string text, out long value)
    {
        value = 0;
        if (text.Length is 0 or > 11) // 36^11 is well within a long.
            return false;
        foreach (var c in text)
        {
            var digit = Digits.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
                return false;
            value = value * 36 + digit;
        }

        return true;
    }
}
