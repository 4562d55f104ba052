using System.Globalization;
using System.Text;
using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>
/// The names of objects: a template with tokens, rendered for a period, then numbered. It opens nothing.
/// </summary>
/// <remarks>
/// <code>
/// logs/{Application}/{Date}/{Host}.clef      the template
/// logs/shop/20260301/web-1.clef              index 0
/// logs/shop/20260301/web-1-001.clef          index 1
/// logs/shop/20260301/web-1-001.clef.gz       index 1, compressed
/// logs/shop/20260301/web-1-69a3e300-5f1d2c0b-001.clef   index 1 in Ceph, where -{Instance} is added to a template that has none
/// </code>
/// A token's value can change only its own path segment: every character but letters, digits, '-', '_' and '.' becomes
/// '-', and a value of dots alone becomes '_'. So no host name or process argument can move an object out of the
/// literal prefix, which is what a least-privilege policy is written for.
/// </remarks>
internal sealed class ObjectKeyTemplate
{
    /// <summary>OSS: keys have 1 to 1,023 bytes of UTF-8.</summary>
    internal const int KeyBytesMax = 1023;

    // "-" and up to nine digits, and ".gz": what can be added to a rendered template.
    private const int SuffixBytesMax = 13;

    private readonly IReadOnlyList<Part> _parts;
    private readonly KeyTokens _tokens;
    private readonly ObjectRollingInterval _interval;
    private readonly string _compressedExtension;
    private readonly bool _addsInstance;

    private ObjectKeyTemplate(
        IReadOnlyList<Part> parts, KeyTokens tokens, ObjectRollingInterval interval,
        RecordCompression compression, bool isCreationExclusive)
    {
        _addsInstance = !isCreationExclusive && !parts.Any(part => part is { IsToken: true, Text: KeyTokens.Instance });
        _parts = parts;
        _tokens = tokens;
        _interval = interval;
        _compressedExtension = compression == RecordCompression.Gzip ? ".gz" : "";
    }

    /// <summary>One part of a template: a literal, or a token with its date format.</summary>
    private readonly record struct Part(string Text, bool IsToken, string? Format);

    internal static ObjectKeyTemplate Create(OssAppendOptions options, KeyTokens tokens) =>
        new(Parse(options.ObjectKey).Parts, tokens, options.RollingInterval, options.Compression,
            Bucket.PromisesOf(options).IsCreationExclusive);

    /// <summary>The key of the object number <paramref name="index"/> of the period that holds <paramref name="acceptedAt"/>.</summary>
    internal string Render(DateTimeOffset acceptedAt, int index)
    {
        var name = new StringBuilder();
        foreach (var part in _parts)
            name.Append(part.IsToken ? Value(part, acceptedAt) : part.Text);

        var suffix = _addsInstance ? $"-{_tokens.Value(KeyTokens.Instance)}" : "";
        if (index > 0)
            suffix += string.Create(CultureInfo.InvariantCulture, $"-{index:000}");
        if (suffix.Length > 0)
        {
            var key = name.ToString();
            var extensionAt = key.LastIndexOf('.');
            var insertAt = extensionAt > key.LastIndexOf('/') + 1 ? extensionAt : key.Length;
            name.Insert(insertAt, suffix);
        }

        return name.Append(_compressedExtension).ToString();
    }

    internal static IEnumerable<string> Errors(OssAppendOptions options)
    {
        const string name = nameof(OssAppendOptions.ObjectKey);
        if (string.IsNullOrEmpty(options.ObjectKey))
        {
            yield return $"{name} is empty; set it, e.g. 'logs/{{Application}}/{{Date}}/{{Host}}.clef'.";
            yield break;
        }

        var (parts, errors) = Parse(options.ObjectKey);
        foreach (var error in errors)
            yield return error;
        if (errors.Count > 0)
            yield break;

        if (options.RollingInterval == ObjectRollingInterval.Infinite && parts.Any(part => part is { IsToken: true, Text: KeyTokens.Date }))
            yield return $"{name} ('{options.ObjectKey}') contains {{Date}} and {nameof(options.RollingInterval)} is Infinite; "
                + $"leave {{Date}} out, or choose an interval.";

        // Any date serves: every format gives the same length within a character or two, and the suffix allowance has room.
        var template = new ObjectKeyTemplate(parts, KeyTokens.For(options, instance: new string('x', 17)),
            options.RollingInterval, RecordCompression.None, Bucket.PromisesOf(options).IsCreationExclusive);
        var key = template.Render(new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.Zero), index: 0);
        foreach (var error in KeyErrors(name, options.ObjectKey, key))
            yield return error;
    }

    private static IEnumerable<string> KeyErrors(string name, string template, string key)
    {
        if (key.Length > 0 && key[0] is '/' or '\\')
            yield return $"{name} ('{Shorten(template)}') begins with '{key[0]}'; an object's key may not begin with '/' or '\\': "
                + "leave it out.";
        if (key.EndsWith('/'))
            yield return $"{name} ('{Shorten(template)}') ends with '/', which names a folder; add a file name, e.g. '{{Host}}.clef'.";
        if (key.Split('/').Any(segment => segment is "." or ".."))
            yield return $"{name} ('{Shorten(template)}') has a '.' or '..' segment, which proxies and URL libraries rewrite; "
                + "leave it out.";
        if (key.Any(char.IsControl))
            yield return $"{name} has a control character, which object listings cannot show; leave it out.";

        var keyBytes = Encoding.UTF8.GetByteCount(key);
        if (keyBytes > KeyBytesMax - SuffixBytesMax)
            yield return $"{name} ('{Shorten(template)}') gives keys of {keyBytes} bytes of UTF-8; "
                + $"a key has at most {KeyBytesMax}, of which {SuffixBytesMax} are kept for '-001' and '.gz': shorten it.";
    }

    private static string Shorten(string text) => text.Length <= 120 ? text : string.Concat(text.AsSpan(0, 117), "...");

    private static (IReadOnlyList<Part> Parts, IReadOnlyList<string> Errors) Parse(string template)
    {
        var parts = new List<Part>();
        var errors = new List<string>();
        var position = 0;
        while (position < template.Length)
        {
            var open = template.AsSpan(position).IndexOfAny('{', '}');
            if (open < 0)
            {
                parts.Add(new Part(template[position..], IsToken: false, Format: null));
                break;
            }

            open += position;
            if (open > position)
                parts.Add(new Part(template[position..open], IsToken: false, Format: null));

            var close = template.IndexOf('}', open);
            if (template[open] == '}' || close < 0)
            {
                errors.Add($"{nameof(OssAppendOptions.ObjectKey)} ('{Shorten(template)}') has an unpaired '{template[open]}' "
                    + $"at character {open + 1}; write tokens as {KeyTokens.List}.");
                break;
            }

            AddToken(template, template[(open + 1)..close], parts, errors);
            position = close + 1;
        }

        return (parts, errors);
    }

    private static void AddToken(string template, string token, List<Part> parts, List<string> errors)
    {
        var colon = token.IndexOf(':');
        var name = colon < 0 ? token : token[..colon];
        var format = colon < 0 ? null : token[(colon + 1)..];

        if (!KeyTokens.IsKnown(name))
            errors.Add($"{nameof(OssAppendOptions.ObjectKey)} ('{Shorten(template)}') has the token '{{{token}}}'; "
                + $"the tokens are {KeyTokens.List}.");
        else if (format is not null && (name != KeyTokens.Date || !IsDateFormat(format)))
            errors.Add($"{nameof(OssAppendOptions.ObjectKey)} ('{Shorten(template)}') has the token '{{{token}}}'; "
                + $"only {{Date}} takes a format, a .NET date format such as 'yyyy/MM/dd'.");
        else
            parts.Add(new Part(name, IsToken: true, format));
    }

    private static bool IsDateFormat(string format)
    {
        try
        {
            return format.Length > 0 && DateTimeOffset.UnixEpoch.ToString(format, CultureInfo.InvariantCulture).Length > 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private string Value(Part token, DateTimeOffset acceptedAt)
    {
        if (token.Text != KeyTokens.Date)
            return _tokens.Value(token.Text);

        var date = RollPeriod.Of(_interval, acceptedAt).Start
            .ToString(token.Format ?? DefaultDateFormat(_interval), CultureInfo.InvariantCulture);
        return string.Join('/', date.Split('/').Select(KeyTokens.Sanitise));
    }

    /// <summary>How <c>{Date}</c> is written where no format is given.</summary>
    internal static string DefaultDateFormat(ObjectRollingInterval interval) => interval switch
    {
        ObjectRollingInterval.Year => "yyyy",
        ObjectRollingInterval.Month => "yyyyMM",
        ObjectRollingInterval.Hour => "yyyyMMdd-HH",
        ObjectRollingInterval.Minute => "yyyyMMdd-HHmm",
        _ => "yyyyMMdd",
    };
}
