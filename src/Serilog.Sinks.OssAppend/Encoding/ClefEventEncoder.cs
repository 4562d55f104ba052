using System.Globalization;
using LogAppendSink.Clef;
using Serilog.Events;
using Serilog.Parsing;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>
/// An event in the compact log event format: <c>@t @mt @r @l @x @tr @sp</c> and the properties, as
/// <c>CompactJsonFormatter</c> writes them.
/// </summary>
/// <remarks>
/// No <c>@m</c>, since a reader renders the template, and no <c>@i</c>: in that convention it is a hash of the template,
/// for records that carry the rendered message in its place.
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
            isFaultReported = WriteRenderings(layout?.RenderedTokens ?? TemplateLayout.RenderedTokensOf(template), logEvent.Properties, record.LimitBytes, clef);
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

    /// <returns>Whether one of them has thrown, and that is reported.</returns>
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

    /// <returns>Whether it is rendered as its format says; otherwise without the format, and that is reported.</returns>
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

        // A format that the value does not know ({Count:Q}) is an easy mistake: the value is rendered without it.
        GuardedSelfLog.WriteLine("OssAppend could not render {0}: {1}", token, error);
        if (TryRender(value, format: null, token.Alignment, limitBytes, clef) is not null)
        {
            clef.StartString().Write("({0} could not be rendered: {1})", token, error.GetType());
            clef.EndString();
        }

        return false;
    }

    /// <returns>What rendering has thrown, and nothing is written; null when it is.</returns>
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
            return null; // Half a record over its limit is replaced as a whole.
        }
        catch (Exception error)
        {
            clef.Rewind(mark);
            clef.CountFault(error);
            return error;
        }
    }

    /// <summary>As Serilog pads, but into memory that is bounded: it renders into a text of its own first.</summary>
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

    private static void WriteProperties(TemplateLayout? layout, IReadOnlyDictionary<string, LogEventPropertyValue> properties, ClefWriter clef)
    {
        var index = 0;

        // The class's enumerator is a struct, the interface's is an allocation.
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
