using System.Globalization;
using LogAppendSink.Clef;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// An event in the compact log event format, with the fields that the Serilog front end writes for the same event: <c>@t @mt @r @l @x
/// @tr @sp</c>, the state's values, <c>EventId</c>, <c>SourceContext</c>, the scopes.
/// </summary>
internal sealed class ClefEntryEncoder : IEntryEncoder
{
    private static readonly ClefEncodedText EventIdName = ClefEncodedText.Encode(EntryProperties.EventIdName);
    private static readonly ClefEncodedText CategoryName = ClefEncodedText.Encode(EntryProperties.CategoryName);

    private readonly TemplateHoles _holes = new();
    private readonly ClefLayoutCache<string, EntryProperties, EntryLayout> _layouts;
    private readonly ClefValues _values;
    private readonly RenderedValues _rendered;

    /// <param name="eventBodyLimitBytes">Above it, an event is replaced anyway.</param>
    internal ClefEntryEncoder(int eventBodyLimitBytes)
    {
        _layouts = EntryLayout.CacheOver(_holes);
        var shapes = new ValueShapes();
        _values = new ClefValues(shapes, eventBodyLimitBytes);
        _rendered = new RenderedValues(shapes, eventBodyLimitBytes);
    }

    public bool WritesMessage => false;

    public void Encode(in Entry entry, EntryProperties properties, RecordBuffer record)
    {
        var template = properties.Template ?? throw new InvalidOperationException("The event has no template, nor a message for one.");
        var layout = _layouts.Find(template, properties);
        if (layout?.Fits(properties.Values) is false)
            layout = null;
        properties.Arrange(layout, entry);

        var clef = record.Clef;
        clef.Begin(entry.Timestamp);
        if (layout is not null)
        {
            clef.WriteMessageTemplate(layout.EncodedTemplate);
            WriteRenderings(layout, properties, entry.EventId, clef);
        }
        else
        {
            clef.WriteMessageTemplate(template);
            WriteRenderings(template, properties, entry.EventId, clef);
        }

        clef.WriteLevel(EntryLevels.Of(entry.Level));
        if (entry.Exception is { } exception)
            clef.WriteException(exception);
        WriteTrace(TraceIds.Current, clef);

        if (layout is not null)
            WriteStateAndCategory(layout, properties, entry, clef);
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

    private void WriteStateAndCategory(EntryLayout layout, EntryProperties properties, in Entry entry, ClefWriter clef)
    {
        var values = properties.Values;
        for (var i = 0; i < values.Length; i++)
        {
            clef.WritePropertyName(layout.NameAt(i));
            _values.Write(values[i].Value, layout.HintAt(i), clef);
        }

        if (entry.HasEventId)
        {
            clef.WritePropertyName(EventIdName);
            WriteEventId(entry.EventId, clef);
        }

        clef.WritePropertyName(CategoryName);
        clef.WriteString(entry.Category);
    }

    private void WriteRenderings(EntryLayout layout, EntryProperties properties, EventId eventId, ClefWriter clef)
    {
        if (layout.Holes.Length == 0)
            return;

        clef.StartRenderings();
        foreach (var (hole, index) in layout.Holes)
            WriteRendering(hole, index < 0 ? null : new EntryProperty(properties.Values[index].Key, properties.Values[index].Value, layout.HintAt(index)), eventId, clef);
        clef.EndArray();
    }

    private void WriteRenderings(string template, EntryProperties properties, EventId eventId, ClefWriter clef)
    {
        var holes = _holes.Of(template);
        if (holes.Length == 0)
            return;

        clef.StartRenderings();
        foreach (var hole in holes)
            WriteRendering(hole, properties.IndexOf(hole.Name) is var index && index < 0 ? null : properties.Items[index], eventId, clef);
        clef.EndArray();
    }

    private void WriteRendering(TemplateHole hole, EntryProperty? found, EventId eventId, ClefWriter clef)
    {
        var mark = clef.Mark();
        try
        {
            if (found is { } scalar && hole.Width == 0 && scalar.Hint != CaptureHint.Stringify && clef.TryWriteFormatted(scalar.Value, hole.Format))
                return;

            var text = clef.StartString();
            if (found is not { } property)
                text.Write(hole.Text);
            else if (hole.Width == 0)
                Render(property, hole, eventId, text);
            else
                text.Write(Padded(property, hole, eventId));
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
        if (properties.UnnamedScopes.Count == 0 || properties.Has("Scope"))
            return;

        clef.WritePropertyName("Scope");
        clef.StartArray();
        foreach (var scope in properties.UnnamedScopes)
            _values.Write(scope, CaptureHint.Default, clef);
        clef.EndArray();
    }
}
