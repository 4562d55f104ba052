using System.Text.Json;

namespace LogAppendSink.Reading;

/// <summary>
/// The way to a value within an event: <c>Order.Customer.Name</c>. A name with dots in it is tried before the members that it may mean.
/// </summary>
internal sealed class PropertyPath
{
    /// <summary>Most parts, since each may be tried together with those after it.</summary>
    internal const int PartsMax = 32;

    private readonly (string Name, bool IsDotted)[] _parts;

    // By the first and by the last part: the name that these are together.
    private readonly string[][] _names;

    /// <param name="parts">
    /// The names. A dotted one follows a dot, and may be the end of one name together with the one before it; others are names of their own.
    /// </param>
    internal PropertyPath(IEnumerable<(string Name, bool IsDotted)> parts)
    {
        _parts = [.. parts];
        _names = [.. _parts.Select((_, first) => NamesFrom(first).ToArray())];
    }

    internal static PropertyPath Dotted(string name) => new(name.Split('.', PartsMax).Select((part, index) => (part, index > 0)));

    /// <summary>Finds the value; its property has the name of the last member.</summary>
    internal bool TryFind(LogEvent logEvent, out LogEventProperty property) => TryFind(logEvent, default, first: 0, out property);

    public override string ToString() => string.Concat(_parts.Select((part, index) =>
        index == 0 ? part.Name : part.IsDotted ? $".{part.Name}" : $"['{part.Name}']"));

    /// <param name="logEvent">Where the first name is looked up; null to look in <paramref name="json"/>.</param>
    /// <param name="json">An object.</param>
    /// <param name="first">The first part that is still to be found.</param>
    /// <param name="property">The value.</param>
    private bool TryFind(LogEvent? logEvent, ReadOnlyMemory<byte> json, int first, out LogEventProperty property)
    {
        var names = _names[first];
        for (var length = names.Length; length > 0; length--)
        {
            if (!(logEvent?.TryGetProperty(names[length - 1], out property) ?? TryGetMember(json, names[length - 1], out property)))
                continue;
            if (first + length == _parts.Length || TryFind(logEvent: null, property.Json, first + length, out property))
                return true;
        }

        property = default;
        return false;
    }

    private IEnumerable<string> NamesFrom(int first)
    {
        var name = _parts[first].Name;
        yield return name;
        for (var i = first + 1; i < _parts.Length && _parts[i].IsDotted; i++)
            yield return name += $".{_parts[i].Name}";
    }

    private static bool TryGetMember(ReadOnlyMemory<byte> json, string name, out LogEventProperty property)
    {
        property = default;
        try
        {
            var reader = new Utf8JsonReader(json.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isIt = reader.ValueTextEquals(name);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (!isIt)
                    continue;
                property = new LogEventProperty(name, json[start..(int)reader.BytesConsumed]);
                return true;
            }
        }
        catch (InvalidOperationException)
        {
            // A member's name that is no valid UTF-8, or half a surrogate pair.
        }

        return false;
    }
}
