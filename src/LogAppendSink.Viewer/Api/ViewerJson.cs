using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace LogAppendSink.Viewer.Api;

/// <summary>
/// The JSON settings of all responses. The standard encoder escapes HTML and all non-ASCII characters, so log content stays text even if a
/// browser interprets a response as a page.
/// </summary>
internal static class ViewerJson
{
    internal static Utf8JsonWriter WriterTo(IBufferWriter<byte> output) => new(output, new JsonWriterOptions { SkipValidation = true });

    /// <summary>Formats a time as <c>2026-03-01T07:00:00.1234567Z</c>, without trailing zeros.</summary>
    internal static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

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
