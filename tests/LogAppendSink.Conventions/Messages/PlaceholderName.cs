using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LogAppendSink.Conventions.Messages;

/// <summary>The name in braces of a value that varies.</summary>
internal static class PlaceholderName
{
    // Alone, these say nothing about the value.
    private static readonly string[] Generic = ["Key", "Name", "Message", "Count", "Path", "Length", "Value", "Code"];

    internal static string Of(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => Camel(name.Identifier.Text),
        // exception.GetType().Name
        MemberAccessExpressionSyntax { Name.Identifier.Text: "Name", Expression: InvocationExpressionSyntax } => "exceptionType",
        MemberAccessExpressionSyntax access when Generic.Contains(access.Name.Identifier.Text) && Of(access.Expression) is var owner =>
            owner == "name" ? Camel(access.Name.Identifier.Text) : $"{owner}{access.Name.Identifier.Text}",
        MemberAccessExpressionSyntax access => Camel(access.Name.Identifier.Text),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Describe" } } => "store error",
        ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } }
            when binding.Name.Identifier.Text == "Describe" => "store error",
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax quantity } when IsQuantity(quantity.Name.Identifier.Text) =>
            Camel(quantity.Name.Identifier.Text),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Combine" } } => "path",
        InvocationExpressionSyntax { ArgumentList.Arguments: { Count: > 1 } arguments } call
            when call.Expression.ToString() == "string.Join" => Of(arguments[1].Expression),
        InvocationExpressionSyntax { ArgumentList.Arguments.Count: 1 } call => Of(call.ArgumentList.Arguments[0].Expression),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax call } => Of(call.Expression),
        InvocationExpressionSyntax call => Of(call.Expression),
        ElementAccessExpressionSyntax element => Of(element.Expression),
        ConditionalAccessExpressionSyntax access => Of(access.Expression),
        PostfixUnaryExpressionSyntax value => Of(value.Operand),
        ParenthesizedExpressionSyntax inner => Of(inner.Expression),
        ConditionalExpressionSyntax => "choice",
        BinaryExpressionSyntax binary => Of(binary.Left),
        _ => "value",
    };

    private static bool IsQuantity(string name) =>
        name.EndsWith("Bytes", StringComparison.Ordinal) || name.EndsWith("Min", StringComparison.Ordinal);

    private static string Camel(string name) => char.ToLowerInvariant(name.TrimStart('_')[0]) + name.TrimStart('_')[1..];
}
