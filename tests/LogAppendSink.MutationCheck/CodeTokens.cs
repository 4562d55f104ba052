using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace LogAppendSink.MutationCheck;

/// <summary>The tokens of some code, without the white space and the comments between them.</summary>
internal sealed class CodeTokens
{
    private readonly string _text;
    private readonly List<(string Text, TextSpan Span)> _tokens;

    internal CodeTokens(string text)
    {
        _text = text;
        _tokens = [.. SyntaxFactory.ParseTokens(text)
            .Where(token => !token.IsKind(SyntaxKind.EndOfFileToken))
            .Select(token => (token.Text, token.Span))];
    }

    internal int Count => _tokens.Count;

    /// <summary>The indices at which all of <paramref name="sought"/> follow one another.</summary>
    internal IEnumerable<int> IndicesOf(CodeTokens sought)
    {
        for (var start = 0; start + sought.Count <= Count; start++)
        {
            var length = 0;
            while (length < sought.Count && _tokens[start + length].Text == sought._tokens[length].Text)
                length++;
            if (length == sought.Count)
                yield return start;
        }
    }

    /// <summary>
    /// The smallest change that makes <paramref name="replacement"/> of the tokens that begin at <paramref name="start"/> and equal
    /// <paramref name="found"/>: what both begin with and end with stays.
    /// </summary>
    internal TextChange Replace(int start, CodeTokens found, CodeTokens replacement)
    {
        var shorter = Math.Min(found.Count, replacement.Count);
        var before = 0;
        while (before < shorter && found._tokens[before].Text == replacement._tokens[before].Text)
            before++;
        var after = 0;
        while (after < shorter - before && found._tokens[^(after + 1)].Text == replacement._tokens[^(after + 1)].Text)
            after++;

        var (from, through) = (start + before, start + found.Count - after - 1);
        var span = from <= through
            ? TextSpan.FromBounds(_tokens[from].Span.Start, _tokens[through].Span.End)
            : new TextSpan(before > 0 ? _tokens[from - 1].Span.End : _tokens[from].Span.Start, 0);
        var text = before + after == replacement.Count
            ? ""
            : replacement._text[replacement._tokens[before].Span.Start..replacement._tokens[^(after + 1)].Span.End];
        return new TextChange(span, $" {text} ");
    }
}
