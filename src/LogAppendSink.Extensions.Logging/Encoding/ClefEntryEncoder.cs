using LogAppendSink.Clef;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// Encodes an event in compact log event format, with the same fields as the Serilog front end: <c>@t @mt @r @l @x @tr @sp</c>, the values
/// of the state, <c>EventId</c>, <c>SourceContext</c>, and the scopes.
/// </summary>
internal sealed class ClefEntryEncoder : IEntryEncoder
{
    private static readonly ClefEncodedText EventIdName = ClefEncodedText.Encode(EntryProperties.EventIdName);
    private static readonly ClefEncodedText CategoryName = ClefEncodedText.Encode(EntryProperties.CategoryName);

    private readonly TemplateHoles _holes = new();
    private readonly ClefLayoutCache<string, EntryProperties, EntryLayout> _layouts;
    private readonly ClefValues _values;
    private readonly RenderedValues _rendered;
    private readonly int _limit;

    /// <param name="eventBodyLimitBytes">The maximum size of an event, in bytes; larger events are replaced by a marker.</param>
    internal ClefEntryEncoder(int eventBodyLimitBytes)
    {
        _limit = eventBodyLimitBytes;
        _layouts = EntryLayout.CacheOver(_holes);
        var shapes = new ValueShapes();
        _values = new ClefValues(shapes);
        _rendered = new RenderedValues(shapes);
    }

    public bool WritesMessage => false;

    /// <summary>The pipeline's own loss record is CLEF.</summary>
    public LossEncoder? LossEncoder => null;

    public void Encode(in Entry entry, EntryProperties properties, RecordBuffer record)
    {
        var template = properties.Template ?? throw new InvalidOperationException("The event has neither a template nor a message.");
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
            clef.WritePropertyName(MarkerText.EncodingErrorName);
            clef.WriteString(error);
        }

        clef.WritePropertyName("EventTemplate");
        clef.WriteString(marker.EventTemplate(templateLimit));
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
        {
            EntryProperty? property = index < 0
                ? null
                : new EntryProperty(properties.Values[index].Key, properties.Values[index].Value, layout.HintAt(index));
            WriteRendering(hole, property, eventId, clef);
        }

        clef.EndArray();
    }

    private void WriteRenderings(string template, EntryProperties properties, EventId eventId, ClefWriter clef)
    {
        // A template of this size alone exceeds the event's limit.
        if (template.Length > _limit)
            return;

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
        if (clef.IsOverLimit)
            return;

        if (Math.Abs((long)hole.Width) > _limit)
        {
            clef.Omit(Math.Abs((long)hole.Width));
        }
        else if (found is not { } property)
        {
            clef.WriteString(hole.Text);
        }
        else if (TryRender(hole, hole.Format, property, eventId, clef) is not null

            // A format that the value does not support ({Count:Q}) is an easy mistake: render the value without it.
            && TryRender(hole, format: null, property, eventId, clef) is { } error)
        {
            clef.StartString().Write("({0} could not be rendered: {1})", hole.Text, error.GetType());
            clef.EndString();
        }
    }

    /// <returns>The exception from rendering, if nothing was written; null on success.</returns>
    private Exception? TryRender(TemplateHole hole, string? format, EntryProperty property, EventId eventId, ClefWriter clef)
    {
        var mark = clef.Mark();
        try
        {
            if (hole.Width == 0 && property.Hint != CaptureHint.Stringify && clef.TryWriteFormatted(property.Value, format))
                return null;

            if (hole.Width == 0)
            {
                Render(property, format, eventId, clef.StartString(), clef);
                clef.EndString();
            }
            else
            {
                clef.WriteString(Padded(hole.Width, property, format, eventId, clef));
            }

            return null;
        }
#pragma warning disable CA1031 // Application types may throw anything.
        catch (Exception error)
#pragma warning restore CA1031
        {
            // A record above its limit is replaced as a whole.
            if (clef.IsOverLimit)
                return null;

            clef.Rewind(mark);
            clef.CountFault(error);
            return error;
        }
    }

    private string Padded(int width, EntryProperty property, string? format, EventId eventId, ClefWriter clef)
    {
        using var text = new LimitedTextWriter(clef, _limit);
        Render(property, format, eventId, text, clef);
        return width > 0 ? text.ToString().PadLeft(width) : text.ToString().PadRight(-width);
    }

    private void Render(EntryProperty property, string? format, EventId eventId, TextWriter text, ClefWriter clef)
    {
        if (property.Hint == CaptureHint.EventId)
            text.Write(eventId.ToString());
        else
            _rendered.Write(property.Value, property.Hint, format, text, clef);
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
        {
            if (clef.IsOverLimit)
                break;
            _values.Write(scope, CaptureHint.Default, clef);
        }

        clef.EndArray();
    }
}
