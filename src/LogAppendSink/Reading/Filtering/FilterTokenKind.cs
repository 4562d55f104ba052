namespace LogAppendSink.Reading.Filtering;

/// <summary>The kind of a filter token.</summary>
internal enum FilterTokenKind
{
    /// <summary>A property name, a field such as <c>@t</c>, or a keyword.</summary>
    Name,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A quoted text.</summary>
    Text,

    /// <summary>A comparison, bracket, comma or dot.</summary>
    Symbol,

    /// <summary>The end of the filter.</summary>
    End,
}
