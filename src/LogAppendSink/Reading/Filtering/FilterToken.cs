namespace LogAppendSink.Reading.Filtering;

/// <summary>A piece of a filter.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As it stands; a text without its quotes.</param>
/// <param name="Position">Where it begins, from 0.</param>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Text, int Position)
{
    /// <summary>Whether it is this word, in any case.</summary>
    internal bool IsWord(string word) => Kind == FilterTokenKind.Name && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    internal bool IsSymbol(string symbol) => Kind == FilterTokenKind.Symbol && Text == symbol;

    public override string ToString() => Kind == FilterTokenKind.End ? "the end" : $"'{Text}'";
}
