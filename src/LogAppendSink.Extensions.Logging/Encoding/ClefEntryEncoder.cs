using System.Globalization;
using LogAppendSink.Clef;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// An event in the compact log event format, with the fields that the Serilog front end writes for the same event: <c>@t @mt @r @l @x
/// @tr @sp</c>, the state's values, <c>EventId</c>, <c>SourceContext</c>, the scopes.
/// </summary>
internal sealed class ClefEntryEncoder : IEntryEncoder
{
    private readonly TemplateHoles _holes = new();
    private readonly ClefValues _values;
    private readonly RenderedValues _rendered;

    /// <param name="eventBodyLimitBytes">Above it, an event is replaced anyway.</param>
    internal ClefEntryEncoder(int eventBodyLimitBytes)
    {
        var shapes = new ValueShapes();
        _values = new ClefValues(shapes, eventBodyLimitBytes);
        _rendered = new RenderedValues(shapes, eventBodyLimitBytes);
    }

    public void Encode<TState>(in LogEntry<TState> entry, DateTimeOffset timestamp, IExternalScopeProvider? scopes, RecordBuffer record)
    {
        var trace = TraceIds.Current;
        using var properties = EntryProperties.Rent();
        var template = properties.AddState(entry.State) ?? AddMessage(entry, properties);
        if (entry.EventId.Id != 0 || entry.EventId.Name is not null)
            properties.SetEventId();
        properties.AddIfAbsent(new EntryProperty("SourceContext", entry.Category, CaptureHint.Default));
        if (scopes is not null)
            properties.AddScopes(scopes, trace);

        var clef = record.Clef;
        clef.Begin(timestamp);
        clef.WriteMessageTemplate(template);
        WriteRenderings(template, properties, entry.EventId, clef);
        clef.WriteLevel(EntryLevels.Of(entry.LogLevel));
        if (entry.Exception is { } exception)
            clef.WriteException(exception);
        WriteTrace(trace, clef);

        foreach (var property in properties.Items)
        {
            clef.WritePropertyName(property.Name);
            if (property.Hint == CaptureHint.EventId)
                WriteEventId(entry.EventId, clef);
            else
                _values.Write(property.Value, property.Hint, clef);
        }

        WriteUnnamedScopes(properties, clef);
        clef.End();
    }

    public void EncodeMarker(EntryMarker marker, int templateLimit, RecordBuffer record)
    {
        var clef = record.Clef;
        clef.Begin(marker.Timestamp);
        clef.WriteMessageTemplate(marker.Template);
        clef.WriteLevel(EntryLevels.Of(marker.Level));
        WriteTrace(marker.Trace, clef);
        if (marker.Size is { } size)
        {
            clef.WritePropertyName("EventSizeBytes");
            clef.WriteValue(size.SizeBytes);
            clef.WritePropertyName("EventBodyLimitBytes");
            clef.WriteValue(size.LimitBytes);
        }

        if (marker.EncodingError is { } error)
        {
            clef.WritePropertyName("EncodingError");
            clef.WriteString(error);
        }

        clef.WritePropertyName("EventTemplate");
        clef.WriteString(marker.EventTemplate(templateLimit));
        clef.End();
    }

    public void EncodeLoss(long droppedEvents, DropReason reason, DateTimeOffset now, RecordBuffer record)
    {
        var clef = record.Clef;
        clef.Begin(now);
        clef.WriteMessageTemplate("{DroppedEvents} events were dropped: {DropReason}");
        clef.WriteLevel(RecordLevel.Error);
        clef.WritePropertyName("DroppedEvents");
        clef.WriteValue(droppedEvents);
        clef.WritePropertyName("DropReason");
        clef.WriteString(reason.ToString());
        clef.WritePropertyName("SourceContext");
        clef.WriteString(NoticeLog.Category);
        clef.End();
    }

    /// <summary>An event without a template gets one that shows its message, under the name of its state's type where it has a name.</summary>
    private static string AddMessage<TState>(in LogEntry<TState> entry, EntryProperties properties)
    {
        var state = entry.State;
        object? message = entry.Formatter is { } formatter ? formatter(state, null) : state;
        var name = state switch
        {
            null => "Message",
            IEnumerable<KeyValuePair<string, object?>> when !state.GetType().IsGenericType => state.GetType().Name,
            _ => "State",
        };
        properties.Set(new EntryProperty(name, message, CaptureHint.Default));
        return $"{{{name}:l}}";
    }

    private void WriteRenderings(string template, EntryProperties properties, EventId eventId, ClefWriter clef)
    {
        var holes = _holes.Of(template);
        if (holes.Length == 0)
            return;

        clef.StartRenderings();
        foreach (var hole in holes)
            WriteRendering(hole, properties, eventId, clef);
        clef.EndArray();
    }

    private void WriteRendering(TemplateHole hole, EntryProperties properties, EventId eventId, ClefWriter clef)
    {
        var mark = clef.Mark();
        try
        {
            var index = properties.IndexOf(hole.Name);
            if (index >= 0 && hole.Width == 0 && properties.Items[index].Hint != CaptureHint.Stringify && clef.TryWriteFormatted(properties.Items[index].Value, hole.Format))
                return;

            var text = clef.StartString();
            if (index < 0)
                text.Write(hole.Text);
            else if (hole.Width == 0)
                Render(properties.Items[index], hole, eventId, text);
            else
                text.Write(Padded(properties.Items[index], hole, eventId));
        }
#pragma warning disable CA1031 // A format that the value does not know ({Count:Q}) is an easy mistake, and the value itself follows below.
        catch (Exception error)
#pragma warning restore CA1031
        {
            clef.Rewind(mark);
            clef.StartString().Write("({0} could not be rendered: {1})", hole.Text, error.GetType());
        }

        clef.EndString();
    }

    private string Padded(EntryProperty property, TemplateHole hole, EventId eventId)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Render(property, hole, eventId, text);
        return hole.Width > 0 ? text.ToString().PadLeft(hole.Width) : text.ToString().PadRight(-hole.Width);
    }

    private void Render(EntryProperty property, TemplateHole hole, EventId eventId, TextWriter text)
    {
        if (property.Hint == CaptureHint.EventId)
            text.Write(eventId.ToString());
        else
            _rendered.Write(property.Value, property.Hint, hole.Format, text);
    }

    private static void WriteTrace(TraceIds trace, ClefWriter clef)
    {
        if (trace.IsNone)
            return;

        clef.WriteTraceId(trace.TraceId);
        clef.WriteSpanId(trace.SpanId);
    }

    private static void WriteEventId(EventId eventId, ClefWriter clef)
    {
        clef.StartObject();
        if (eventId.Id != 0)
        {
            clef.WritePropertyName("Id");
            clef.WriteValue(eventId.Id);
        }

        if (eventId.Name is { } name)
        {
            clef.WritePropertyName("Name");
            clef.WriteString(name);
        }

        clef.EndObject();
    }

    private void WriteUnnamedScopes(EntryProperties properties, ClefWriter clef)
    {
        if (properties.UnnamedScopes.Count == 0 || properties.IndexOf("Scope") >= 0)
            return;

        clef.WritePropertyName("Scope");
        clef.StartArray();
        foreach (var scope in properties.UnnamedScopes)
            _values.Write(scope, CaptureHint.Default, clef);
        clef.EndArray();
    }
}
