namespace LogAppendSink.Reading.Filtering;

/// <summary>Parses the filters of <c>--where</c>.</summary>
/// <remarks><code>
/// condition  = term { "or" term }
/// term       = factor { "and" factor }
/// factor     = "not" factor | "(" condition ")" | operand [ test ]
/// test       = ("=" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;=") operand
///            | ["not"] "like" text | ["not"] "in" "(" operand { "," operand } ")" | "is" ["not"] "null"
/// operand    = ( name | "@p" index ) { "." name | index } | field | number | text | "true" | "false" | "null"
/// field      = "@t" | "@l" | "@m" | "@mt" | "@x" | "@i" | "@tr" | "@sp"
/// index      = "[" text "]"
/// text       = 'single' or "double" quotes; a quote within is written twice
/// </code>
/// <c>==</c> and <c>&lt;&gt;</c> mean <c>=</c> and <c>!=</c>. Keywords are case-insensitive. Text comparison is case-sensitive; <c>like</c>
/// is not, and takes <c>%</c> for any characters and <c>_</c> for one. <c>@l</c> compares by rank, <c>@t</c> with a date. A name may
/// contain a minus (<c>X-Request-Id</c>). <c>service.name</c> first looks for a property of exactly that name, then for the member
/// <c>name</c> of <c>service</c>. Quote any other name: <c>@p['a b']</c>, <c>Order['a b']</c>.
/// </remarks>
internal sealed class FilterParser
{
    // The parser recurses for each bracket.
    private const int DepthMax = 100;

    private readonly IReadOnlyList<FilterToken> _tokens;
    private readonly List<FilterOperand.Property> _properties = [];
    private int _next;
    private int _depth;

    private FilterParser(IReadOnlyList<FilterToken> tokens) => _tokens = tokens;

    private FilterToken Next => _tokens[_next];

    /// <exception cref="FilterSyntaxException">The filter is invalid.</exception>
    internal static FilterExpression Parse(string filter)
    {
        var parser = new FilterParser(FilterLexer.Cut(filter));
        var condition = parser.Condition();
        var properties = parser._properties.DistinctBy(property => property.Path.ToString(), StringComparer.Ordinal);
        return parser.Next.Kind == FilterTokenKind.End
            ? condition with { Properties = [.. properties] }
            : throw new FilterSyntaxException(parser.Next.Position, $"{parser.Next} is unexpected; expected 'and', 'or' or the end");
    }

    private FilterExpression Condition()
    {
        var left = Term();
        while (TakeWord("or"))
            left = new FilterExpression.Or(left, Term());
        return left;
    }

    private FilterExpression Term()
    {
        var left = Factor();
        while (TakeWord("and"))
            left = new FilterExpression.And(left, Factor());
        return left;
    }

    private FilterExpression Factor()
    {
        if (++_depth > DepthMax)
            throw new FilterSyntaxException(Next.Position, $"conditions are nested more than {DepthMax} deep");
        try
        {
            if (TakeWord("not"))
                return new FilterExpression.Not(Factor());
            if (!TakeSymbol("("))
                return Test(Operand());

            var condition = Condition();
            Expect(")");
            return condition;
        }
        finally
        {
            _depth--;
        }
    }

    private FilterExpression Test(FilterOperand left)
    {
        if (TakeWord("is"))
        {
            var isNegated = TakeWord("not");
            if (!TakeWord("null"))
                throw Expected("'null'");
            return Negated(new FilterExpression.IsNull(left), isNegated);
        }

        if (Next.Kind == FilterTokenKind.Symbol && Next.Text is "=" or "==" or "!=" or "<>" or "<" or "<=" or ">" or ">=")
            return new FilterExpression.Comparison(left, Symbol: Take().Text, Right: Operand());

        var isNot = TakeWord("not");
        if (TakeWord("like"))
        {
            var pattern = Next.Kind == FilterTokenKind.Text ? Take().Text : throw Expected("a text in quotes");
            return Negated(new FilterExpression.Like(left, new LikePattern(pattern)), isNot);
        }
        if (TakeWord("in"))
            return Negated(new FilterExpression.In(left, Choices()), isNot);
        return isNot ? throw Expected("'like' or 'in'") : new FilterExpression.Truth(left);
    }

    private List<FilterOperand> Choices()
    {
        Expect("(");
        var choices = new List<FilterOperand> { Operand() };
        while (TakeSymbol(","))
            choices.Add(Operand());
        Expect(")");
        return choices;
    }

    private FilterOperand Operand()
    {
        var token = Next;
        switch (token.Kind)
        {
            case FilterTokenKind.Text:
                Take();
                return new FilterOperand.Constant(new FilterValue(token.Text));
            case FilterTokenKind.Number:
                Take();
                return ExactNumber.TryParse(token.Text, out var number)
                    ? new FilterOperand.Constant(new FilterValue(number))
                    : throw new FilterSyntaxException(token.Position, $"{token} is not a number");
            case FilterTokenKind.Name when token.Text == "@p":
                Take();
                if (!Next.IsSymbol("["))
                    throw Expected("['name']");
                return Path([]);
            case FilterTokenKind.Name when token.Text[0] == '@':
                Take();
                return FilterOperand.Field.IsKnown(token.Text)
                    ? new FilterOperand.Field(token.Text)
                    : throw new FilterSyntaxException(token.Position, $"{token} is not a field; the fields are {FilterOperand.Field.List}");
            case FilterTokenKind.Name when !IsKeyword(token):
                return Named();
            default:
                throw Expected("a name, a number or a text");
        }
    }

    private FilterOperand Named()
    {
        var name = Take();
        if (name.IsWord("true") || name.IsWord("false"))
            return new FilterOperand.Constant(new FilterValue(name.IsWord("true")));
        if (name.IsWord("null"))
            return new FilterOperand.Constant(FilterValue.Null);

        return Path([(name.Text, IsDotted: false)]);
    }

    /// <summary>Parses the rest of a path after its first name or <c>@p</c>.</summary>
    private FilterOperand.Property Path(List<(string Name, bool IsDotted)> parts)
    {
        while (true)
        {
            if (parts.Count > PropertyPath.PartsMax)
                throw new FilterSyntaxException(Next.Position, $"a name has more than {PropertyPath.PartsMax} parts");
            if (TakeSymbol("."))
            {
                parts.Add((Next.Kind == FilterTokenKind.Name ? Take().Text : throw Expected("a name after the dot"), IsDotted: true));
            }
            else if (TakeSymbol("["))
            {
                parts.Add((Next.Kind == FilterTokenKind.Text ? Take().Text : throw Expected("a name in quotes"), IsDotted: false));
                Expect("]");
            }
            else
            {
                var property = new FilterOperand.Property(new PropertyPath(parts));
                _properties.Add(property);
                return property;
            }
        }
    }

    private static bool IsKeyword(FilterToken token) =>
        token.IsWord("and") || token.IsWord("or") || token.IsWord("not") || token.IsWord("like") || token.IsWord("in")
            || token.IsWord("is");

    private static FilterExpression Negated(FilterExpression expression, bool isNegated) =>
        isNegated ? new FilterExpression.Not(expression) : expression;

    private FilterToken Take() => _tokens[_next++];

    private bool TakeWord(string word)
    {
        if (!Next.IsWord(word))
            return false;
        _next++;
        return true;
    }

    private bool TakeSymbol(string symbol)
    {
        if (!Next.IsSymbol(symbol))
            return false;
        _next++;
        return true;
    }

    private void Expect(string symbol)
    {
        if (!TakeSymbol(symbol))
            throw Expected($"'{symbol}'");
    }

    private FilterSyntaxException Expected(string what) => new(Next.Position, $"expected {what}, not {Next}");
}
