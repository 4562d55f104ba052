namespace LogAppendSink.Reading.Filtering;

/// <summary>
/// A condition on an event. A property that the event does not have is null. Null equals only null and is neither less nor greater.
/// </summary>
internal abstract record FilterExpression
{
    /// <summary>The distinct properties that the whole condition names.</summary>
    internal IReadOnlyList<FilterOperand.Property> Properties { get; init; } = [];

    internal abstract bool IsTrueFor(LogEvent logEvent);

    internal sealed record And(FilterExpression Left, FilterExpression Right) : FilterExpression
    {
        internal override bool IsTrueFor(LogEvent logEvent) => Left.IsTrueFor(logEvent) && Right.IsTrueFor(logEvent);
    }

    internal sealed record Or(FilterExpression Left, FilterExpression Right) : FilterExpression
    {
        internal override bool IsTrueFor(LogEvent logEvent) => Left.IsTrueFor(logEvent) || Right.IsTrueFor(logEvent);
    }

    internal sealed record Not(FilterExpression Inner) : FilterExpression
    {
        internal override bool IsTrueFor(LogEvent logEvent) => !Inner.IsTrueFor(logEvent);
    }

    /// <summary>An operand on its own: true if its value is <c>true</c>.</summary>
    internal sealed record Truth(FilterOperand Operand) : FilterExpression
    {
        internal override bool IsTrueFor(LogEvent logEvent) => Operand.Of(logEvent).IsTrue;
    }

    /// <summary>A comparison of two operands.</summary>
    internal sealed record Comparison(FilterOperand Left, FilterOperand Right, string Symbol) : FilterExpression
    {
        internal override bool IsTrueFor(LogEvent logEvent)
        {
            var order = FilterValue.Compare(Left.Of(logEvent), Right.Of(logEvent));
            return Symbol switch
            {
                "=" or "==" => order == 0,
                "!=" or "<>" => order != 0,
                "<" => order < 0,
                "<=" => order <= 0,
                ">" => order > 0,
                _ => order >= 0,
            };
        }
    }

    internal sealed record Like(FilterOperand Operand, LikePattern Pattern) : FilterExpression
    {
        internal override bool IsTrueFor(LogEvent logEvent) => Operand.Of(logEvent).Content switch
        {
            null => false,
            EventLevel level => Pattern.IsMatch(level.Name) || Pattern.IsMatch(level.Rank.ToString()),
            IFormattable value => Pattern.IsMatch(value.ToString(null, System.Globalization.CultureInfo.InvariantCulture)),
            var value => Pattern.IsMatch(value.ToString()),
        };
    }

    internal sealed record IsNull(FilterOperand Operand) : FilterExpression
    {
        internal override bool IsTrueFor(LogEvent logEvent) => Operand.Of(logEvent).Content is null;
    }

    internal sealed record In(FilterOperand Operand, IReadOnlyList<FilterOperand> Choices) : FilterExpression
    {
        internal override bool IsTrueFor(LogEvent logEvent)
        {
            var value = Operand.Of(logEvent);
            return Choices.Any(choice => FilterValue.Compare(value, choice.Of(logEvent)) == 0);
        }
    }
}
