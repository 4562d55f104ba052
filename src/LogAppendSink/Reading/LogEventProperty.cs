using System.Text.Json;

namespace LogAppendSink.Reading;

/// <summary>A property of an event.</summary>
/// <param name="Name">Its name, without the <c>@</c> that escapes a leading <c>@</c>.</param>
/// <param name="Json">Its value as it stands in the record.</param>
public readonly record struct LogEventProperty(string Name, ReadOnlyMemory<byte> Json)
{
    /// <summary>The value as people read it: a string without quotes, anything else as it stands.</summary>
    public string Text
    {
        get
        {
            if (Json.IsEmpty || Json.Span[0] != (byte)'"')
                return System.Text.Encoding.UTF8.GetString(Json.Span);
            var reader = new Utf8JsonReader(Json.Span);
            reader.Read();
            return JsonStrings.Of(ref reader);
        }
    }

    /// <summary>Its name and value, for people.</summary>
    public override string ToString() => $"{Name}={Text}";
}
