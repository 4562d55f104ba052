using System.Text.Json;

namespace LogAppendSink.Reading;

/// <summary>A property of an event.</summary>
/// <param name="Name">The name, without the <c>@</c> that escapes a leading <c>@</c>.</param>
/// <param name="Json">The value as written in the record.</param>
public readonly record struct LogEventProperty(string Name, ReadOnlyMemory<byte> Json)
{
    /// <summary>The value as text: a string without quotes, any other value as written.</summary>
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

    /// <summary>Returns the name and value as readable text.</summary>
    public override string ToString() => $"{Name}={Text}";
}
