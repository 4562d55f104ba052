using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LogAppendSink.Conventions.Messages;

/// <summary>The errors that the check of the settings can report.</summary>
internal static class SettingErrors
{
    /// <summary>All errors, ordered by their text.</summary>
    internal static IReadOnlyList<MessageText> All() =>
    [
        .. SourceCode.All<MethodDeclarationSyntax>()
            .Where(method => method.Identifier.Text.EndsWith("Errors", StringComparison.Ordinal)
                && !method.SyntaxTree.FilePath.Contains("/Reading/", StringComparison.Ordinal))
            .SelectMany(method => method.DescendantNodes().OfType<YieldStatementSyntax>())
            .Where(statement => statement.IsKind(SyntaxKind.YieldReturnStatement))
            .SelectMany(statement => new MessageReader().Read(statement.Expression!)) // A return has an expression.
            .Where(message => !message.IsPlaceholder)
            .DistinctBy(message => message.Text)
            .OrderBy(message => message.Text, StringComparer.Ordinal),
    ];
}
