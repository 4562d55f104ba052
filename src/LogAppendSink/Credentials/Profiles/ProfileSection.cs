namespace LogAppendSink.Credentials.Profiles;

/// <summary>
/// A profile: a name, and values. Value names match by their letters and digits only, since files spell them in several ways
/// (<c>accessKeyID</c>, <c>access_key_id</c>, <c>access-key-id</c>).
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

    /// <summary>Returns the first of these values that is set; null if no value is.</summary>
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
