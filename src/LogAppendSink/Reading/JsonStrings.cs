using System.Text;
using System.Text.Json;

namespace LogAppendSink.Reading;

/// <summary>Reads JSON strings that may be invalid.</summary>
internal static class JsonStrings
{
    /// <summary>Returns the current string of a reader. An invalid string, such as half a surrogate pair, is returned as written.</summary>
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
