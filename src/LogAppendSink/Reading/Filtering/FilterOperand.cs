using System.Text.Json;

namespace LogAppendSink.Reading.Filtering;

/// <summary>An operand: a constant, a CLEF field, or a property of the event.</summary>
internal abstract record FilterOperand
{
    internal abstract FilterValue Of(LogEvent logEvent);

    /// <summary>A constant.</summary>
    internal sealed record Constant(FilterValue Value) : FilterOperand
    {
        internal override FilterValue Of(LogEvent logEvent) => Value;
    }

    /// <summary><c>@t</c>, <c>@l</c>, <c>@m</c>, <c>@mt</c>, <c>@x</c>, <c>@i</c>, <c>@tr</c>, <c>@sp</c>.</summary>
    internal sealed record Field(string Name) : FilterOperand
    {
        internal const string List = "@t, @l, @m, @mt, @x, @i, @tr and @sp";

        internal static bool IsKnown(string name) => name is "@t" or "@l" or "@m" or "@mt" or "@x" or "@i" or "@tr" or "@sp";

        internal override FilterValue Of(LogEvent logEvent) => new(Name switch
        {
            "@t" => logEvent.Timestamp,
            "@l" => EventLevel.Of(logEvent),
            "@m" => logEvent.RenderMessage(),
            "@mt" => logEvent.MessageTemplate,
            "@x" => logEvent.Exception,
            "@i" => logEvent.EventId,
            "@tr" => logEvent.TraceId,
            _ => logEvent.SpanId,
        });
    }

    /// <summary>A property, or a member of one: <c>Order.Customer.Name</c>.</summary>
    internal sealed record Property(PropertyPath Path) : FilterOperand
    {
        internal override FilterValue Of(LogEvent logEvent)
        {
            if (!Path.TryFind(logEvent, out var property))
                return FilterValue.Null;

            var reader = new Utf8JsonReader(property.Json.Span);
            reader.Read();
            return new FilterValue(reader.TokenType switch
            {
                JsonTokenType.String => JsonStrings.Of(ref reader),
                JsonTokenType.Number => ExactNumber.TryParse(property.Text, out var number) ? number : null,
                JsonTokenType.True => true,
                JsonTokenType.False => false,
                JsonTokenType.Null => null,
                _ => JsonElement.ParseValue(ref reader).GetRawText(),
            });
        }
    }
}
