using System.Text;
using LogAppendSink.Checksums;

namespace LogAppendSink.Reading.Searching;

/// <summary>
/// The places in some objects, and a mark that describes all others: where a search or a tail continues. The text is short because it is
/// sent in URLs and headers: each key is shortened to eight characters.
/// </summary>
/// <remarks><code>
/// 1.mark[.key~position[~skip[~witness]]]…      numbers in base 36; the witness holds WindowBytes (high bits) and WindowCrc (low 32)
/// </code></remarks>
internal sealed class CompactPlaces
{
    private const string Version = "1";
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const int PlacesMax = 1000;

    private readonly Dictionary<string, ReadPlace> _places = new(StringComparer.Ordinal);

    /// <summary>Describes the objects that are not included, in the format of its creator; contains no dot.</summary>
    internal string Mark { get; init; } = "";

    internal void Set(string key, ReadPlace place) => SetNamed(NameOf(key), place);

    /// <summary>As <see cref="Set"/>, for a caller that has the short name.</summary>
    internal void SetNamed(string name, ReadPlace place) => _places[name] = place;

    /// <summary>Returns where an object continues; null if it is not included.</summary>
    internal ReadPlace? Find(string key) => _places.TryGetValue(NameOf(key), out var place) ? place : null;

    /// <summary>Returns the short name of a key.</summary>
    internal static string NameOf(string key)
    {
        var crc = Crc64.Append(0, Encoding.UTF8.GetBytes(key));
        return Convert.ToBase64String(BitConverter.GetBytes(crc).AsSpan(0, 6)).Replace('+', '-').Replace('/', '_');
    }

    public override string ToString()
    {
        var text = new StringBuilder(Version).Append('.').Append(Mark);
        foreach (var (name, place) in _places)
        {
            var witness = (long)place.WindowBytes << 32 | place.WindowCrc;
            text.Append('.').Append(name).Append('~').Append(Base36(place.Position));
            if (place.SkipRecords > 0 || witness > 0)
                text.Append('~').Append(Base36(place.SkipRecords));
            if (witness > 0)
                text.Append('~').Append(Base36(witness));
        }

        return text.ToString();
    }

    /// <exception cref="FormatException">The text is not a list of places.</exception>
    internal static CompactPlaces Parse(string text)
    {
        var parts = text.Split('.');
        if (parts.Length < 2 || parts.Length > PlacesMax || parts[0] != Version)
            throw new FormatException("it was not issued by this viewer");

        var places = new CompactPlaces { Mark = parts[1] };
        foreach (var part in parts.Skip(2))
        {
            var fields = part.Split('~');
            if (fields.Length is < 2 or > 4 || !TryParse(fields[1], out var position)
                || !TryParse(fields.ElementAtOrDefault(2) ?? "0", out var skip) || skip > int.MaxValue
                || !TryParse(fields.ElementAtOrDefault(3) ?? "0", out var witness))
            {
                throw new FormatException($"'{part}' is not a place");
            }

            var place = new ReadPlace(position, (int)skip, (int)(witness >> 32), (uint)witness);
            places._places[fields[0]] = place.IsValid ? place : throw new FormatException($"'{part}' is not a place");
        }

        return places;
    }

    /// <summary>Formats a number of 0 or more in base 36.</summary>
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

    /// <summary>Parses a number in base 36.</summary>
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
