using System.Globalization;
using LogAppendSink.Clef;
using Serilog.Events;
using Serilog.Parsing;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>
/// Encodes an event in compact log event format: <c>@t @mt @r @l @x @tr @sp</c> and the properties, like <c>CompactJsonFormatter</c>.
/// </summary>
/// <remarks>
/// <c>@m</c> is omitted, since readers render the template. <c>@i</c> is omitted, since that convention uses it for a hash of the template
/// in records with a rendered message.
/// </remarks>
internal sealed class ClefEventEncoder : IEventEncoder
{
    private readonly ClefLayoutCache<MessageTemplate, LogEvent, TemplateLayout> _layouts = TemplateLayout.NewCache();

    public void Encode(LogEvent logEvent, RecordBuffer record)
    {
        var template = logEvent.MessageTemplate;
        var layout = _layouts.Find(template, logEvent);

        var clef = record.Clef;
        clef.Begin(logEvent.Timestamp);
        if (layout is not null)
            clef.WriteMessageTemplate(layout.EncodedTemplate);
        else
            clef.WriteMessageTemplate(template.Text);
        var isFaultReported = false;
        if (!clef.IsOverLimit)
            isFaultReported = WriteRenderings(
                layout?.RenderedTokens ?? TemplateLayout.RenderedTokensOf(template), logEvent.Properties, record.LimitBytes, clef);
        clef.WriteLevel(EventLevels.Written(logEvent.Level));
        if (logEvent.Exception is { } exception)
            clef.WriteException(exception);
        if (logEvent.TraceId is { } traceId)
            clef.WriteTraceId(traceId);
        if (logEvent.SpanId is { } spanId)
            clef.WriteSpanId(spanId);
        WriteProperties(layout, logEvent.Properties, clef);
        clef.End();

        if (clef.Fault is { } fault && !isFaultReported)
            GuardedSelfLog.WriteLine("OssAppend wrote a placeholder for a value that threw: {0}", fault);
    }

    /// <returns>Whether a value has thrown, which is reported.</returns>
    private static bool WriteRenderings(
        PropertyToken[] tokens, IReadOnlyDictionary<string, LogEventPropertyValue> properties, int limitBytes, ClefWriter clef)
    {
        if (tokens.Length == 0)
            return false;

        var isFaultReported = false;
        clef.StartRenderings();
        foreach (var token in tokens)
        {
            if (clef.IsOverLimit)
                break;

            if (token.Alignment is { } alignment && alignment.Width > limitBytes)
                clef.Omit(alignment.Width);
            else if (!TryWriteRendering(token, properties, limitBytes, clef))
                isFaultReported = true;
        }

        clef.EndArray();
        return isFaultReported;
    }

    /// <returns>Whether the format was applied; otherwise the value is rendered without it, and this is reported.</returns>
    private static bool TryWriteRendering(
        PropertyToken token, IReadOnlyDictionary<string, LogEventPropertyValue> properties, int limitBytes, ClefWriter clef)
    {
        if (!properties.TryGetValue(token.PropertyName, out var value))
        {
            clef.WriteString(token.ToString());
            return true;
        }

        if (TryRender(value, token.Format, token.Alignment, limitBytes, clef) is not { } error)
            return true;

        // A format that the value does not support ({Count:Q}) is an easy mistake: render the value without it.
        GuardedSelfLog.WriteLine("OssAppend could not render {0}: {1}", token, error);
        if (TryRender(value, format: null, token.Alignment, limitBytes, clef) is not null)
        {
            clef.StartString().Write("({0} could not be rendered: {1})", token, error.GetType());
            clef.EndString();
        }

        return false;
    }

    /// <returns>The exception from rendering, if nothing was written; null on success.</returns>
    private static Exception? TryRender(LogEventPropertyValue value, string? format, Alignment? alignment, int limitBytes, ClefWriter clef)
    {
        var mark = clef.Mark();
        try
        {
            if (alignment is { } aligned)
            {
                clef.WriteString(Padded(value, format, aligned, limitBytes, clef));
                return null;
            }

            if (value is ScalarValue scalar && scalar.GetType() == typeof(ScalarValue) && clef.TryWriteFormatted(scalar.Value, format))
                return null;
            value.Render(clef.StartString(), format, CultureInfo.InvariantCulture);
            clef.EndString();
            return null;
        }
        catch (Exception) when (clef.IsOverLimit)
        {
            return null; // A record over its limit is replaced as a whole.
        }
        catch (Exception error)
        {
            clef.Rewind(mark);
            clef.CountFault(error);
            return error;
        }
    }

    /// <summary>Renders into bounded memory first, then pads as Serilog does.</summary>
    private static string Padded(LogEventPropertyValue value, string? format, Alignment alignment, int limitBytes, ClefWriter clef)
    {
        using var buffer = RecordBuffer.Rent(limitBytes);
        try
        {
            value.Render(buffer.Text, format, CultureInfo.InvariantCulture);
        }
        finally
        {
            if (buffer.IsOverLimit)
                clef.Omit(buffer.LengthBytes);
        }

        var text = System.Text.Encoding.UTF8.GetString(buffer.Written);
        return alignment.Direction == AlignmentDirection.Right ? text.PadLeft(alignment.Width) : text.PadRight(alignment.Width);
    }

    private static void WriteProperties(
        TemplateLayout? layout, IReadOnlyDictionary<string, LogEventPropertyValue> properties, ClefWriter clef)
    {
        var index = 0;

        // The class has a struct enumerator; the interface's would allocate.
        if (properties is Dictionary<string, LogEventPropertyValue> dictionary)
        {
            foreach (var (name, value) in dictionary)
                WriteProperty(layout?.NameAt(index++, name), name, value, clef);
        }
        else
        {
            foreach (var (name, value) in properties)
                WriteProperty(layout?.NameAt(index++, name), name, value, clef);
        }
    }

    private static void WriteProperty(ClefEncodedText? encodedName, string name, LogEventPropertyValue value, ClefWriter clef)
    {
        if (encodedName is not null)
            clef.WritePropertyName(encodedName);
        else
            clef.WritePropertyName(name);
        ClefPropertyValue.Write(value, clef);
    }
}
