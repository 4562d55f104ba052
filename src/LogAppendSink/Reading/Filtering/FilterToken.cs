namespace LogAppendSink.Reading.Filtering;

/// <summary>A token of a filter.</summary>
/// <param name="Kind">The kind of token.</param>
/// <param name="Text">The text as written, without quotes.</param>
/// <param name="Position">The zero-based start.</param>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Text, int Position)
{
    /// <summary>Whether the token is this word, case-insensitive.</summary>
    internal bool IsWord(string word) => Kind == FilterTokenKind.Name && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    internal bool IsSymbol(string symbol) => Kind == FilterTokenKind.Symbol && Text == symbol;

    public override string ToString() => Kind == FilterTokenKind.End ? "the end" : $"'{Text}'";
}
