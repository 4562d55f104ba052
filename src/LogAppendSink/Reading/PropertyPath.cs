using System.Text.Json;

namespace LogAppendSink.Reading;

/// <summary>
/// The path to a value in an event: <c>Order.Customer.Name</c>. A name that contains dots is tried before nested members.
/// </summary>
internal sealed class PropertyPath
{
    /// <summary>The most parts of a path: each may be combined with the parts after it.</summary>
    internal const int PartsMax = 32;

    private readonly (string Name, bool IsDotted)[] _parts;

    // _names[first]: the possible names that begin at a part, shortest first.
    private readonly string[][] _names;

    /// <param name="parts">
    /// The names. A dotted part may join the part before it into one name; other parts are always separate names.
    /// </param>
    internal PropertyPath(IEnumerable<(string Name, bool IsDotted)> parts)
    {
        _parts = [.. parts];
        _names = [.. _parts.Select((_, first) => NamesFrom(first).ToArray())];
    }

    internal static PropertyPath Dotted(string name) => new(name.Split('.', PartsMax).Select((part, index) => (part, index > 0)));

    /// <summary>Finds the value. The returned property has the name of the last member.</summary>
    internal bool TryFind(LogEvent logEvent, out LogEventProperty property) => TryFind(logEvent, default, first: 0, out property);

    public override string ToString() => string.Concat(_parts.Select((part, index) =>
        index == 0 ? part.Name : part.IsDotted ? $".{part.Name}" : $"['{part.Name}']"));

    /// <param name="logEvent">Where the first name is looked up; null to use <paramref name="json"/>.</param>
    /// <param name="json">A JSON object.</param>
    /// <param name="first">The index of the first part to find.</param>
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
            // The name of a member is not valid UTF-8, or contains half a surrogate pair.
        }

        return false;
    }
}
