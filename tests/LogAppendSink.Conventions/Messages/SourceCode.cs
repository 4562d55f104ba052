using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LogAppendSink.Conventions.Messages;

/// <summary>The syntax of the core and of both front ends.</summary>
internal static class SourceCode
{
    private static readonly string[] Projects =
        ["src/LogAppendSink", "src/LogAppendSink.Extensions.Logging", "src/Serilog.Sinks.OssAppend"];

    /// <summary>All files, in the order of their paths.</summary>
    internal static IReadOnlyList<SyntaxNode> Files { get; } =
    [
        .. Projects.SelectMany(Repository.Sources).Select(path => CSharpSyntaxTree.ParseText(Repository.Read(path), path: path).GetRoot()),
    ];

    /// <summary>All nodes of one type, in the order of files and lines.</summary>
    internal static IEnumerable<T> All<T>()
        where T : SyntaxNode => Files.SelectMany(file => file.DescendantNodes()).OfType<T>();

    /// <summary>The arguments that callers pass for a parameter of a method or a primary constructor.</summary>
    internal static IEnumerable<ExpressionSyntax> ArgumentsFor(ParameterSyntax parameter)
    {
        var owner = parameter.Parent!.Parent!; // A parameter is in a list, and the list in its owner.
        var index = ((ParameterListSyntax)parameter.Parent).Parameters.IndexOf(parameter);
        var calls = owner switch
        {
            MethodDeclarationSyntax method => InvocationsOf(method),
            TypeDeclarationSyntax type => CreationsOf(type.Identifier.Text),
            _ => [],
        };
        return calls
            .Select(list => Argument(list, parameter.Identifier.Text, index) ?? parameter.Default?.Value)
            .OfType<ExpressionSyntax>();
    }

    /// <summary>The texts with which an exception is created whose message is read where it is caught.</summary>
    internal static IEnumerable<ExpressionSyntax> MessagesOfCaught(MemberAccessExpressionSyntax message)
    {
        var caught = message.Ancestors().OfType<CatchClauseSyntax>().Select(clause => clause.Declaration)
            .FirstOrDefault(declaration => declaration?.Identifier.Text == message.Expression.ToString());
        return caught is null
            ? []
            : CreationsOf(caught.Type.ToString()).Where(list => list.Arguments.Count > 0).Select(list => list.Arguments[0].Expression);
    }

    /// <summary>The call whose result a pattern such as <c>is { } name</c> has named. Null if there is no such call.</summary>
    internal static ExpressionSyntax? Matched(IdentifierNameSyntax name) => name.FirstAncestorOrSelf<MemberDeclarationSyntax>()?
        .DescendantNodes()
        .OfType<IsPatternExpressionSyntax>()
        .FirstOrDefault(match =>
            match.Pattern is RecursivePatternSyntax { Type: null, Designation: SingleVariableDesignationSyntax variable }
            && variable.Identifier.Text == name.Identifier.Text)
        ?.Expression as InvocationExpressionSyntax;

    /// <summary>A member of the type in which a node is. Null if it has none of this name.</summary>
    internal static T? Member<T>(SyntaxNode from, string name)
        where T : MemberDeclarationSyntax => Member<T>(from.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.Text, name);

    /// <summary>The method that a call names: of the same type, or a static one of another type. Null if it is not found.</summary>
    internal static MethodDeclarationSyntax? Method(InvocationExpressionSyntax call) => call.Expression switch
    {
        IdentifierNameSyntax name => Member<MethodDeclarationSyntax>(call, name.Identifier.Text),
        MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax type } access =>
            Member<MethodDeclarationSyntax>(type.Identifier.Text, access.Name.Identifier.Text),
        _ => null,
    };

    private static T? Member<T>(string? type, string name)
        where T : MemberDeclarationSyntax =>
        All<T>().FirstOrDefault(member => NameOf(member) == name && (member.Parent as TypeDeclarationSyntax)?.Identifier.Text == type);

    private static IEnumerable<ArgumentListSyntax> InvocationsOf(MethodDeclarationSyntax method)
    {
        var isPrivate = method.Modifiers.Any(SyntaxKind.PrivateKeyword);
        return All<InvocationExpressionSyntax>()
            .Where(call => Last(call.Expression) == method.Identifier.Text
                && (!isPrivate || call.SyntaxTree == method.SyntaxTree)
                && call.ArgumentList.Arguments.Count <= method.ParameterList.Parameters.Count)
            .Select(call => call.ArgumentList);
    }

    private static IEnumerable<ArgumentListSyntax> CreationsOf(string type) =>
        All<BaseObjectCreationExpressionSyntax>()
            .Where(creation => CreatedType(creation) == type)
            .Select(creation => creation.ArgumentList)
            .OfType<ArgumentListSyntax>();

    private static string? CreatedType(BaseObjectCreationExpressionSyntax creation) => creation is ObjectCreationExpressionSyntax named
        ? named.Type.ToString()
        : creation.FirstAncestorOrSelf<VariableDeclarationSyntax>()?.Type.ToString();

    private static ExpressionSyntax? Argument(ArgumentListSyntax list, string name, int index)
    {
        var named = list.Arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.Text == name);
        if (named is not null)
            return named.Expression;
        return index < list.Arguments.Count && list.Arguments[index].NameColon is null ? list.Arguments[index].Expression : null;
    }

    private static string? Last(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.Text,
        MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.Text,
        _ => null,
    };

    private static string? NameOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        FieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.Text,
        _ => null,
    };
}
