using System.Text;

namespace LogAppendSink.Reading.Filtering;

/// <summary>Splits a filter into tokens.</summary>
internal static class FilterLexer
{
    private static readonly string[] Symbols = ["==", "!=", "<>", "<=", ">=", "=", "<", ">", "(", ")", ",", ".", "[", "]"];

    /// <exception cref="FilterSyntaxException">The filter has an unexpected character or an unclosed text.</exception>
    internal static IReadOnlyList<FilterToken> Cut(string filter)
    {
        var tokens = new List<FilterToken>();
        for (var i = 0; i < filter.Length;)
        {
            var c = filter[i];
            if (char.IsWhiteSpace(c))
            {
                i++;
                continue;
            }

            var token = c is '\'' or '"' ? TextAt(filter, i, out var end)
                : IsNumberAt(filter, i) ? NumberAt(filter, i, out end)
                : IsNameStart(c) ? NameAt(filter, i, out end)
                : SymbolAt(filter, i, out end);
            tokens.Add(token);
            i = end;
        }

        tokens.Add(new FilterToken(FilterTokenKind.End, "", filter.Length));
        return tokens;
    }

    private static bool IsNumberAt(string filter, int i) =>
        char.IsAsciiDigit(filter[i]) || (filter[i] == '-' && i + 1 < filter.Length && char.IsAsciiDigit(filter[i + 1]));

    private static bool IsNameStart(char c) => char.IsLetter(c) || c is '_' or '@';

    private static bool IsInName(char c) => char.IsLetterOrDigit(c) || c == '_';

    /// <summary>A doubled quote stands for one quote, as in SQL.</summary>
    private static FilterToken TextAt(string filter, int start, out int end)
    {
        var quote = filter[start];
        var text = new StringBuilder();
        for (var i = start + 1; i < filter.Length; i++)
        {
            if (filter[i] != quote)
            {
                text.Append(filter[i]);
            }
            else if (i + 1 < filter.Length && filter[i + 1] == quote)
            {
                text.Append(quote);
                i++;
            }
            else
            {
                end = i + 1;
                return new FilterToken(FilterTokenKind.Text, text.ToString(), start);
            }
        }

        throw new FilterSyntaxException(start, $"this text has no closing {quote}");
    }

    private static FilterToken NumberAt(string filter, int start, out int end)
    {
        end = start + 1;
        while (end < filter.Length
            && (char.IsAsciiLetterOrDigit(filter[end]) || filter[end] is '.' || filter[end] is '-' or '+' && filter[end - 1] is 'e' or 'E'))
        {
            end++;
        }

        return new FilterToken(FilterTokenKind.Number, filter[start..end], start);
    }

    /// <summary>A minus inside a name belongs to the name, as in <c>X-Request-Id</c>: filters have no subtraction.</summary>
    private static FilterToken NameAt(string filter, int start, out int end)
    {
        end = start + 1;
        while (end < filter.Length && (IsInName(filter[end]) || filter[end] == '-' && end + 1 < filter.Length && IsInName(filter[end + 1])))
            end++;
        return new FilterToken(FilterTokenKind.Name, filter[start..end], start);
    }

    private static FilterToken SymbolAt(string filter, int start, out int end)
    {
        var symbol = Symbols.FirstOrDefault(symbol => filter.AsSpan(start).StartsWith(symbol, StringComparison.Ordinal))
            ?? throw new FilterSyntaxException(start, $"'{filter[start]}' is unexpected here; put texts in quotes");
        end = start + symbol.Length;
        return new FilterToken(FilterTokenKind.Symbol, symbol, start);
    }
}
