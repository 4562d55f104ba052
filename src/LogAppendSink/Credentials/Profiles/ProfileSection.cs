namespace LogAppendSink.Credentials.Profiles;

/// <summary>
/// One profile of a file: a name, and values whose names may be spelled in many ways (<c>accessKeyID</c>, <c>access_key_id</c>,
/// <c>access-key-id</c>), of which only the letters and digits count.
/// </summary>
internal sealed class ProfileSection(string name)
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    internal string Name { get; } = name;

    internal void Add(string name, string value)
    {
        if (!string.IsNullOrWhiteSpace(value))
            _values[Plain(name)] = value.Trim();
    }

    /// <summary>The first of these that is set; null when none is.</summary>
    internal string? Value(params ReadOnlySpan<string> plainNames)
    {
        foreach (var name in plainNames)
        {
            if (_values.TryGetValue(name, out var value))
                return value;
        }

        return null;
    }

    internal static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
