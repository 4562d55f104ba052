using System.Text;
using System.Text.Json;

namespace LogAppendSink.Reading;

/// <summary>Texts of JSON that anybody may have written.</summary>
internal static class JsonStrings
{
    /// <summary>The string that a reader stands on; as it is written where it is no text, such as half of a pair of UTF-16.</summary>
    internal static string Of(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }
}
