using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LogAppendSink.Conventions.Messages;

/// <summary>
/// Reads the messages that an expression can produce. It follows conditions, variables, constants, parameters and short methods, by their
/// syntax. What it cannot follow becomes a name in braces.
/// </summary>
internal sealed class MessageReader
{
    private const int DepthMax = 16;
    private const int AlternativesMax = 30;
    private const string StoreError = $"{{{PlaceholderName.StoreError}}}";

    // In a method that returns texts for several settings: the texts of the arguments of the call.
    private readonly Dictionary<string, MessageText> _arguments = new(StringComparer.Ordinal);

    /// <summary>All texts that an expression can have, without repetitions.</summary>
    internal IReadOnlyList<MessageText> Read(ExpressionSyntax expression) => Read(expression, DepthMax);

    // A literal leads no further, at any depth.
    private IReadOnlyList<MessageText> Read(ExpressionSyntax expression, int depth) =>
        depth <= 0 && expression is not (LiteralExpressionSyntax or InterpolatedStringExpressionSyntax)
        ? [MessageText.Placeholder(PlaceholderName.Of(expression))]
        : [.. Alternatives(expression, depth - 1).DistinctBy(text => text.Text).Take(AlternativesMax)];

    private IEnumerable<MessageText> Alternatives(ExpressionSyntax expression, int depth) => expression switch
    {
        LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression } literal =>
            [new MessageText(literal.Token.ValueText, [])],
        LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } => [MessageText.Empty],
        InterpolatedStringExpressionSyntax text => [Joined(text, depth)],
        ParenthesizedExpressionSyntax inner => Read(inner.Expression, depth),
        PostfixUnaryExpressionSyntax inner => Read(inner.Operand, depth),
        ConditionalExpressionSyntax choice => Read(choice.WhenTrue, depth).Concat(Read(choice.WhenFalse, depth)),
        SwitchExpressionSyntax choice => choice.Arms.SelectMany(arm => Read(arm.Expression, depth)),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } choice =>
            Read(choice.Left, depth).Concat(Read(choice.Right, depth)),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum =>
            // A further part of a chain is no deeper.
            [Single(sum.Left, sum.Left.IsKind(SyntaxKind.AddExpression) ? depth + 1 : depth).Plus(Single(sum.Right, depth))],
        ThrowExpressionSyntax => [],
        InvocationExpressionSyntax call => Result(call, depth),
        IdentifierNameSyntax name => Value(name, depth),
        MemberAccessExpressionSyntax { Name.Identifier.Text: "Message" } message => SourceCode.MessagesOfCaught(message)
            .SelectMany(text => Read(text, depth))
            .DefaultIfEmpty(MessageText.Placeholder(PlaceholderName.Of(message))),
        _ => [MessageText.Placeholder(PlaceholderName.Of(expression))],
    };

    private MessageText Joined(InterpolatedStringExpressionSyntax text, int depth)
    {
        var joined = MessageText.Empty;
        foreach (var content in text.Contents)
        {
            joined = joined.Plus(content switch
            {
                InterpolatedStringTextSyntax literal => new MessageText(Unescaped(literal.TextToken.ValueText), []),
                InterpolationSyntax hole => Single(hole.Expression, depth),
                _ => MessageText.Empty,
            });
        }

        return joined;
    }

    private static string Unescaped(string text) =>
        text.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal);

    /// <summary>One text for all alternatives: itself, an optional text in square brackets, or a name in braces with a list.</summary>
    private MessageText Single(ExpressionSyntax expression, int depth)
    {
        var texts = Read(expression, depth);
        var present = texts.Where(text => text.Text.Length > 0).ToList();
        if (present.Count == 0)
            return MessageText.Empty;
        if (present.Count > 1 && present.TrueForAll(text => text.HasNoWords))
            return MessageText.Placeholder(PlaceholderName.Of(expression));
        if (present.Count == 1)
        {
            var isOptional = present.Count < texts.Count && !present[0].IsPlaceholder;
            return isOptional ? present[0] with { Text = $"[{present[0].Text}]" } : present[0];
        }

        var name = PlaceholderName.Of(expression);
        return new MessageText(present.Count == texts.Count ? $"{{{name}}}" : $"[{{{name}}}]", [new MessagePart(name, present)]);
    }

    private IEnumerable<MessageText> Result(InvocationExpressionSyntax call, int depth)
    {
        var arguments = call.ArgumentList.Arguments;
        switch (call.Expression.ToString())
        {
            case "string.Create":
                return Read(arguments[^1].Expression, depth);
            case "string.Format":
                return Read(arguments[1].Expression, depth).Select(format => Formatted(format, [.. arguments.Skip(2)], depth));
            case "nameof":
                return [new MessageText(arguments[0].Expression.ToString().Split('.')[^1], [])];
            case "char.ToUpperInvariant": // The first letter of a text whose rest follows.
                return [MessageText.Empty];
        }

        if (call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "TrimStart" } trimmed)
            return Read(trimmed.Expression, depth);

        var method = SourceCode.Method(call);
        if (method is null || method.ReturnType.ToString() is not ("string" or "string?"))
            return [MessageText.Placeholder(PlaceholderName.Of(call))];

        return WithArguments(method, arguments, depth);
    }

    private List<MessageText> WithArguments(MethodDeclarationSyntax method, SeparatedSyntaxList<ArgumentSyntax> arguments, int depth)
    {
        var outer = new Dictionary<string, MessageText>(_arguments, StringComparer.Ordinal);
        var given = arguments.Zip(method.ParameterList.Parameters)
            .Select(pair => (Name: pair.Second.Identifier.Text, Text: Single(pair.First.Expression, depth)))
            .ToList();
        foreach (var (name, text) in given)
            _arguments[name] = text.IsPlaceholder ? MessageText.Placeholder(name) : text;

        var results = method.ExpressionBody is { } body
            ? [body.Expression]
            : method.DescendantNodes().OfType<ReturnStatementSyntax>().Select(statement => statement.Expression).OfType<ExpressionSyntax>();
        var texts = results.SelectMany(result => Read(result, depth)).ToList();

        _arguments.Clear();
        foreach (var (name, text) in outer)
            _arguments[name] = text;
        return texts;
    }

    private MessageText Formatted(MessageText format, IReadOnlyList<ArgumentSyntax> arguments, int depth)
    {
        var formatted = format;
        foreach (var (argument, index) in arguments.Select((argument, index) => (argument, index)))
        {
            var text = Single(argument.Expression, depth);
            var hole = string.Create(CultureInfo.InvariantCulture, $"{{{index}}}");
            var replaced = formatted.Text.Replace(hole, text.Text, StringComparison.Ordinal);
            formatted = new MessageText(replaced, [.. formatted.Parts, .. text.Parts]);
        }

        return formatted;
    }

    private IEnumerable<MessageText> Value(IdentifierNameSyntax name, int depth)
    {
        var text = name.Identifier.Text;
        if (_arguments.TryGetValue(text, out var argument))
            return [argument];
        if (Definition(name) is { } definition)
        {
            // A value that is no text is better known by the variable's name.
            var values = Read(definition, depth);
            return values.All(value => value.HasNoWords && value.Text != StoreError) ? [MessageText.Placeholder(PlaceholderName.Of(name))] : values;
        }

        var texts = Parameter(name) is { } parameter
            ? SourceCode.ArgumentsFor(parameter).SelectMany(value => Read(value, depth)).Where(value => !value.IsPlaceholder)
            : [];
        return texts.DefaultIfEmpty(MessageText.Placeholder(PlaceholderName.Of(name)));
    }

    /// <summary>The value of a text variable, a constant, or a property with a body. Null if it has none.</summary>
    private static ExpressionSyntax? Definition(IdentifierNameSyntax name)
    {
        var text = name.Identifier.Text;
        var local = name.FirstAncestorOrSelf<MemberDeclarationSyntax>()?.DescendantNodes().OfType<VariableDeclaratorSyntax>()
            .FirstOrDefault(variable => variable.Identifier.Text == text && variable.Span.End < name.SpanStart)?.Initializer?.Value;
        if (local is not null)
            return local;
        if (SourceCode.Matched(name) is { } matched)
            return matched;

        if (SourceCode.Member<FieldDeclarationSyntax>(name, text) is { } field && field.Modifiers.Any(SyntaxKind.ConstKeyword))
            return field.Declaration.Type.ToString() == "string" ? field.Declaration.Variables[0].Initializer?.Value : null;
        return SourceCode.Member<PropertyDeclarationSyntax>(name, text) is { } property && property.Type.ToString() == "string"
            ? property.ExpressionBody?.Expression
            : null;
    }

    private static ParameterSyntax? Parameter(IdentifierNameSyntax name) => name.Ancestors()
        .Select(owner => owner switch
        {
            MethodDeclarationSyntax method => method.ParameterList,
            TypeDeclarationSyntax type => type.ParameterList,
            _ => null,
        })
        .OfType<ParameterListSyntax>()
        .SelectMany(list => list.Parameters)
        .FirstOrDefault(parameter =>
            parameter.Identifier.Text == name.Identifier.Text && parameter.Type?.ToString() is "string" or "string?");
}
