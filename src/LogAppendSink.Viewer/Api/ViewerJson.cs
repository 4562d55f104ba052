using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace LogAppendSink.Viewer.Api;

/// <summary>
/// JSON as all answers have it. The standard encoder escapes what means something in HTML, and all beyond ASCII: even where somebody takes an
/// answer for a page, a log's content stays text.
/// </summary>
internal static class ViewerJson
{
    internal static Utf8JsonWriter WriterTo(IBufferWriter<byte> output) => new(output, new JsonWriterOptions { SkipValidation = true });

    /// <summary>A time as <c>2026-03-01T07:00:00.1234567Z</c>, without trailing zeros.</summary>
    internal static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    internal static void WriteFault(Utf8JsonWriter writer, ViewerFault fault, string? kind)
    {
        writer.WriteStartObject();
        if (kind is not null)
            writer.WriteString("k", kind);
        writer.WriteString("code", fault.Code);
        writer.WriteString("message", fault.Message);
        writer.WriteString("fix", fault.Fix);
        if (fault.Parameter is not null)
            writer.WriteString("parameter", fault.Parameter);
        if (fault.Position is { } position)
            writer.WriteNumber("position", position);
        writer.WriteEndObject();
    }
}
