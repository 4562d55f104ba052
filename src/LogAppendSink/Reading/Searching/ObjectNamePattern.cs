using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LogAppendSink.Appending;

namespace LogAppendSink.Reading.Searching;

/// <summary>
/// Reads dates and hosts from object names: with the writer's key template, or, for other names, from a date that is a whole segment of the
/// path.
/// </summary>
internal sealed partial class ObjectNamePattern
{
    private static readonly (string Format, ObjectRollingInterval Interval)[] CommonDates =
    [
        ("yyyyMMdd", ObjectRollingInterval.Day),
        ("yyyy-MM-dd", ObjectRollingInterval.Day),
        ("yyyyMMdd-HH", ObjectRollingInterval.Hour),
        ("yyyyMMdd-HHmm", ObjectRollingInterval.Minute),
    ];

    private readonly Regex _pattern;
    private readonly string _dateFormat;
    private readonly ObjectRollingInterval _interval;

    private ObjectNamePattern(Regex pattern, string dateFormat, ObjectRollingInterval interval) =>
        (_pattern, _dateFormat, _interval) = (pattern, dateFormat, interval);

    /// <param name="options">The writer's options.</param>
    internal static ObjectNamePattern For(OssAppendOptions options)
    {
        var (pattern, formats, position) = (new StringBuilder("^"), new List<string>(), 0);
        var hasHost = false;
        foreach (Match token in Token().Matches(options.ObjectKey))
        {
            pattern.Append(Regex.Escape(options.ObjectKey[position..token.Index]));
            var isFirstHost = token.Groups["name"].Value == KeyTokens.Host && !hasHost;
            hasHost |= isFirstHost;
            if (token.Groups["name"].Value == KeyTokens.Date)
            {
                var format = token.Groups["format"].Success
                    ? token.Groups["format"].Value
                    : ObjectKeyTemplate.DefaultDateFormat(options.RollingInterval);
                pattern.Append(CultureInfo.InvariantCulture, $"(?<date{formats.Count}>[A-Za-z0-9_./-]{{{DateLength(format)}}})");
                formats.Add(format);
            }
            else
            {
                pattern.Append(isFirstHost ? "(?<host>[A-Za-z0-9_.-]+)" : "[A-Za-z0-9_.-]+");
            }

            position = token.Index + token.Length;
        }

        pattern.Append(Regex.Escape(options.ObjectKey[position..])).Append('$');

        // The period of a name: the precision of its date format, or the writer's interval, whichever is longer.
        var dateFormat = string.Join(' ', formats);
        var precision = dateFormat.Contains('m', StringComparison.Ordinal) ? ObjectRollingInterval.Minute
            : dateFormat.Contains('H', StringComparison.Ordinal) ? ObjectRollingInterval.Hour
            : dateFormat.Contains('d', StringComparison.Ordinal) ? ObjectRollingInterval.Day
            : dateFormat.Contains('M', StringComparison.Ordinal) ? ObjectRollingInterval.Month
            : ObjectRollingInterval.Year;
        var interval = LengthOf(precision) > LengthOf(options.RollingInterval) ? precision : options.RollingInterval;
        return new ObjectNamePattern(
            new Regex(pattern.ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), dateFormat, interval);
    }

    /// <param name="key">The key.</param>
    /// <param name="isThere">
    /// Whether an object with another key exists. <c>web-001.clef</c> is the second object of <c>web</c> if <c>web.clef</c> or the
    /// preceding number exists; otherwise it is the first of the host <c>web-001</c>.
    /// </param>
    internal NamedPlace Of(string key, Func<string, bool> isThere)
    {
        var name = key.EndsWith(".gz", StringComparison.Ordinal) ? key[..^3] : key;
        name = WithoutIndex(name, key[name.Length..], isThere);
        var match = _pattern.Match(name);
        if (match.Success && _dateFormat.Length > 0)
        {
            var dates = match.Groups.Values
                .Where(group => group.Name.StartsWith("date", StringComparison.Ordinal))
                .OrderBy(group => group.Name, StringComparer.Ordinal);
            if (TryParse(string.Join(' ', dates.Select(group => group.Value)), _dateFormat, out var date))
                return new NamedPlace(RollPeriod.Of(_interval, date), HostOf(match));
        }

        var (period, host) = ByCommonDates(name);
        return new NamedPlace(period, match.Success ? HostOf(match) : host);
    }

    private static string WithoutIndex(string name, string compressedExtension, Func<string, bool> isThere)
    {
        if (Rolled().Match(name) is not { Success: true } rolled)
            return name;

        var index = int.Parse(rolled.Groups["index"].ValueSpan, CultureInfo.InvariantCulture);
        var (stem, extension) = (rolled.Groups["stem"].Value, rolled.Groups["extension"].Value);
        var first = $"{stem}{extension}";
        var before = string.Create(CultureInfo.InvariantCulture, $"{stem}-{index - 1:000}{extension}");
        return isThere($"{first}{compressedExtension}") || index > 1 && isThere($"{before}{compressedExtension}") ? first : name;
    }

    private static (RollPeriod? Period, string? Host) ByCommonDates(string name)
    {
        var parts = name.Split('/');
        var extensionAt = parts[^1].LastIndexOf('.');
        var stem = extensionAt > 0 ? parts[^1][..extensionAt] : parts[^1];
        for (var i = 0; i < parts.Length; i++)
        {
            var isName = i == parts.Length - 1;
            foreach (var (format, interval) in CommonDates)
            {
                if (TryParse(isName ? stem : parts[i], format, out var date))
                    return (RollPeriod.Of(interval, date), isName ? null : stem);
            }

            if (i + 2 < parts.Length && TryParse(string.Join('/', parts[i..(i + 3)]), "yyyy/MM/dd", out var day))
                return (RollPeriod.Of(ObjectRollingInterval.Day, day), stem);
        }

        return (null, null);
    }

    private static bool TryParse(string text, string format, out DateTimeOffset date) => DateTimeOffset.TryParseExact(
        text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out date);

    private static string? HostOf(Match match) => match.Groups["host"] is { Success: true } host ? host.Value : null;

    /// <summary>Returns the length of a format's dates as a regex quantifier; names of months or days vary in length.</summary>
    private static string DateLength(string format)
    {
        var length = new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.Zero).ToString(format, CultureInfo.InvariantCulture).Length;
        var hasNames = format.Contains("MMM", StringComparison.Ordinal) || format.Contains("ddd", StringComparison.Ordinal);
        return hasNames ? "1," : length.ToString(CultureInfo.InvariantCulture);
    }

    private static TimeSpan LengthOf(ObjectRollingInterval interval)
    {
        var period = RollPeriod.Of(interval, DateTimeOffset.UnixEpoch);
        return period.End - period.Start;
    }

    [GeneratedRegex(@"\{(?<name>\w+)(:(?<format>[^}]*))?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    // As numbered by ObjectKeyTemplate: at least three digits, before the extension.
    [GeneratedRegex(@"^(?<stem>.*[^/])-(?<index>[0-9]{3,9})(?<extension>\.[^./]*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Rolled();
}
