namespace LogAppendSink.Reading.Filtering;

/// <summary>What a piece of a filter is.</summary>
internal enum FilterTokenKind
{
    /// <summary>A property's name, <c>@</c> and a letter or two, or one of the words of the grammar.</summary>
    Name,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text in quotes.</summary>
    Text,

    /// <summary>A comparison, a bracket, a comma or a dot.</summary>
    Symbol,

    /// <summary>Behind the last piece.</summary>
    End,
}
