using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LogAppendSink.MutationCheck;

/// <summary>Code of a member that can be chosen at run time: a body, or an initial value.</summary>
/// <param name="Type">The type's name.</param>
/// <param name="Member">The member's name; that of the type for a constructor.</param>
/// <param name="Syntax">A block, an expression body or an initial value.</param>
internal sealed record MemberBody(string Type, string Member, SyntaxNode Syntax)
{
    /// <summary>The code that differs between mutants: a block with its braces, or an expression.</summary>
    internal TextSpan CodeSpan => Syntax switch
    {
        ArrowExpressionClauseSyntax arrow => arrow.Expression.Span,
        EqualsValueClauseSyntax value => value.Value.Span,
        _ => Syntax.Span,
    };

    /// <summary>What is replaced when it is made choosable: with the semicolon behind an expression body.</summary>
    internal TextSpan WholeSpan => Syntax is ArrowExpressionClauseSyntax
        ? TextSpan.FromBounds(Syntax.SpanStart, Syntax.GetLastToken().GetNextToken().Span.End)
        : Syntax.Span;

    /// <summary>Whether it is the constant of a <c>const</c> field, whose keyword is returned.</summary>
    internal SyntaxToken? ConstKeyword =>
        Syntax.FirstAncestorOrSelf<FieldDeclarationSyntax>()?.Modifiers is { } modifiers && modifiers.IndexOf(SyntaxKind.ConstKeyword) is >= 0 and var index
            ? modifiers[index]
            : null;

    internal static IEnumerable<MemberBody> AllOf(SyntaxNode root) =>
        from node in root.DescendantNodes()
        let member = MemberNameOf(node)
        where member is not null
        select new MemberBody(node.FirstAncestorOrSelf<TypeDeclarationSyntax>()!.Identifier.Text, member, node); // A member is in a type.

    /// <summary>Whether it is in <c>Type</c> or <c>Type.Member</c>.</summary>
    internal bool IsIn(string place) => place == Type || place == $"{Type}.{Member}";

    /// <summary>The code that chooses between <paramref name="original"/> and those of the mutants at run time.</summary>
    internal string Choice(string original, IReadOnlyList<(int Number, string Name, string Code)> mutated)
    {
        if (Syntax is EqualsValueClauseSyntax)
        {
            return $"= {string.Concat(mutated.Select(mutant => $"({ActiveMutant.Condition(mutant.Number)}) ? ({mutant.Code}) : "))}({original})";
        }

        // A #line directive lets the compiler name the mutant that it objects to.
        var choice = $$"""
            {
            {{string.Concat(mutated.Select(mutant => $"\n#line 1 \"{mutant.Name}{MutantFile.Extension}\"\nif ({ActiveMutant.Condition(mutant.Number)}) {Block(mutant.Code)}\nelse\n#line default\n"))}}{{Block(original)}}
            }
            """;
        return Syntax.Parent is PropertyDeclarationSyntax or IndexerDeclarationSyntax ? $"{{ get {choice} }}" : choice;
    }

    private string Block(string code) => Syntax is not ArrowExpressionClauseSyntax ? code
        : ReturnsValue && SyntaxFactory.ParseExpression(code) is not ThrowExpressionSyntax ? $"{{ return {code}; }}"
        : $"{{ {code}; }}";

    private bool ReturnsValue => Syntax.Parent switch
    {
        MethodDeclarationSyntax { ReturnType: PredefinedTypeSyntax type } => !type.Keyword.IsKind(SyntaxKind.VoidKeyword),
        MethodDeclarationSyntax method => !method.Modifiers.Any(SyntaxKind.AsyncKeyword) || method.ReturnType is GenericNameSyntax,
        ConstructorDeclarationSyntax or DestructorDeclarationSyntax => false,
        AccessorDeclarationSyntax accessor => accessor.IsKind(SyntaxKind.GetAccessorDeclaration),
        _ => true,
    };

    private static string? MemberNameOf(SyntaxNode node) => node switch
    {
        BlockSyntax or ArrowExpressionClauseSyntax => node.Parent switch
        {
            MethodDeclarationSyntax method => method.Identifier.Text,
            ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
            DestructorDeclarationSyntax destructor => destructor.Identifier.Text,
            OperatorDeclarationSyntax operation => operation.OperatorToken.Text,
            ConversionOperatorDeclarationSyntax conversion => conversion.Type.ToString(),
            PropertyDeclarationSyntax property => property.Identifier.Text,
            IndexerDeclarationSyntax => "this",
            AccessorDeclarationSyntax accessor => accessor.FirstAncestorOrSelf<PropertyDeclarationSyntax>()?.Identifier.Text ?? "this",
            _ => null,
        },
        EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } => property.Identifier.Text,
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax } field } => field.Identifier.Text,
        _ => null,
    };
}
