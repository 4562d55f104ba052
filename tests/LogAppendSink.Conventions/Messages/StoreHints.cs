using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LogAppendSink.Conventions.Messages;

/// <summary>What an error of the store says to check.</summary>
internal static class StoreHints
{
    private const string Kind = "StoreErrorKind.";

    /// <summary>The hints, ordered by their text.</summary>
    internal static IReadOnlyList<MessageText> All() =>
    [
        .. ByKind().Concat(Assigned())
            .SelectMany(hint => new MessageReader().Read(hint))
            .Where(hint => hint.Text.Length > 0 && !hint.IsPlaceholder)
            .DistinctBy(hint => hint.Text)
            .OrderBy(hint => hint.Text, StringComparer.Ordinal),
    ];

    private static IEnumerable<ExpressionSyntax> ByKind() => SourceCode.All<SwitchExpressionArmSyntax>()
        .Where(arm => arm.FirstAncestorOrSelf<MethodDeclarationSyntax>()?.Identifier.Text.Contains("Hint", StringComparison.Ordinal) == true
            && arm.Pattern.ToString().StartsWith(Kind, StringComparison.Ordinal))
        .Select(arm => arm.Expression);

    private static IEnumerable<ExpressionSyntax> Assigned() => SourceCode.All<AssignmentExpressionSyntax>()
        .Where(assignment => assignment.Left.ToString() == "Hint" && assignment.Right is not InvocationExpressionSyntax)
        .Select(assignment => assignment.Right);
}
