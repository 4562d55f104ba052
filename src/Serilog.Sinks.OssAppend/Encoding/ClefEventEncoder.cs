using System.Globalization;
using LogAppendSink.Clef;
using Serilog.Debugging;
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
        WriteRenderings(layout?.RenderedTokens ?? TemplateLayout.RenderedTokensOf(template), logEvent.Properties, clef);
        clef.WriteLevel(EventLevels.Written(logEvent.Level));
        if (logEvent.Exception is { } exception)
            clef.WriteException(exception);
        if (logEvent.TraceId is { } traceId)
            clef.WriteTraceId(traceId);
        if (logEvent.SpanId is { } spanId)
            clef.WriteSpanId(spanId);
        WriteProperties(layout, logEvent.Properties, clef);
        clef.End();

        if (clef.Fault is { } fault)
            SelfLog.WriteLine("OssAppend wrote a placeholder for a value whose ToString() threw: {0}", fault);
    }

    private static void WriteRenderings(PropertyToken[] tokens, IReadOnlyDictionary<string, LogEventPropertyValue> properties, ClefWriter clef)
    {
        if (tokens.Length == 0)
            return;

        clef.StartRenderings();
        foreach (var token in tokens)
            WriteRendering(token, properties, clef);
        clef.EndArray();
    }

    private static void WriteRendering(
        PropertyToken token, IReadOnlyDictionary<string, LogEventPropertyValue> properties, ClefWriter clef)
    {
        var mark = clef.Mark();
        try
        {
            if (token.Alignment is null && properties.TryGetValue(token.PropertyName, out var value) && value is ScalarValue scalar && scalar.GetType() == typeof(ScalarValue) && clef.TryWriteFormatted(scalar.Value, token.Format))
                return;
            token.Render(properties, clef.StartString(), CultureInfo.InvariantCulture);
        }
        catch (Exception error)
        {
            // A format that the value does not know ({Count:Q}) is an easy mistake, and the value itself follows below.
            SelfLog.WriteLine("OssAppend could not render {0}: {1}", token, error);
            clef.Rewind(mark);
            clef.StartString().Write("({0} could not be rendered: {1})", token, error.GetType());
        }

        clef.EndString();
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
