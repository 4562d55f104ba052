using System.Globalization;
using Serilog.Events;
using Serilog.Formatting.Json;
using Serilog.Parsing;

namespace Serilog.Sinks.OssAppend.Tests.Support;

/// <summary>
/// What Serilog.Formatting.Compact's <c>CompactJsonFormatter</c> (2.0) writes, written again over the
/// <see cref="JsonValueFormatter"/> that it uses: the judge of our own writer.
/// </summary>
internal static class CompactConvention
{
    private static readonly JsonValueFormatter Values = new(typeTagName: "$type");

    internal static string Format(LogEvent logEvent)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        output.Write("{\"@t\":\"");
        output.Write(logEvent.Timestamp.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        output.Write("\",\"@mt\":");
        JsonValueFormatter.WriteQuotedJsonString(logEvent.MessageTemplate.Text, output);

        var tokensWithFormat = logEvent.MessageTemplate.Tokens.OfType<PropertyToken>().Where(token => token.Format is not null).ToList();
        if (tokensWithFormat.Count > 0)
        {
            output.Write(",\"@r\":[");
            for (var i = 0; i < tokensWithFormat.Count; i++)
            {
                using var space = new StringWriter(CultureInfo.InvariantCulture);
                tokensWithFormat[i].Render(logEvent.Properties, space, CultureInfo.InvariantCulture);
                output.Write(i == 0 ? "" : ",");
                JsonValueFormatter.WriteQuotedJsonString(space.ToString(), output);
            }

            output.Write(']');
        }

        if (logEvent.Level != LogEventLevel.Information)
            output.Write($",\"@l\":\"{logEvent.Level}\"");

        if (logEvent.Exception is not null)
        {
            output.Write(",\"@x\":");
            JsonValueFormatter.WriteQuotedJsonString(logEvent.Exception.ToString(), output);
        }

        if (logEvent.TraceId is not null)
            output.Write($",\"@tr\":\"{logEvent.TraceId.Value.ToHexString()}\"");

        if (logEvent.SpanId is not null)
            output.Write($",\"@sp\":\"{logEvent.SpanId.Value.ToHexString()}\"");

        foreach (var (name, value) in logEvent.Properties)
        {
            output.Write(',');
            JsonValueFormatter.WriteQuotedJsonString(name.StartsWith('@') ? "@" + name : name, output);
            output.Write(':');
            Values.Format(value, output);
        }

        output.Write("}\n");

        // Through bytes and back, as the record goes: half a pair becomes U+FFFD.
        return System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(output.ToString()));
    }
}
