using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LogAppendSink.Conventions.Messages;

/// <summary>The messages of each kind of notice, and its meaning.</summary>
internal static partial class NoticeMessages
{
    /// <summary>The messages of all places that create a notice of this kind.</summary>
    internal static IReadOnlyList<MessageText> Of(DeliveryNoticeKind kind) =>
    [
        .. Sites()
            .Where(site => site.Kind == kind.ToString())
            .SelectMany(site => new MessageReader().Read(site.Message))
            .Where(message => !message.IsPlaceholder)
            .DistinctBy(message => message.Text),
    ];

    /// <summary>The XML summary of the kind as Markdown.</summary>
    internal static string Meaning(DeliveryNoticeKind kind)
    {
        var member = SourceCode.All<EnumMemberDeclarationSyntax>()
            .Single(member => member.Identifier.Text == kind.ToString()
                && ((EnumDeclarationSyntax)member.Parent!).Identifier.Text == nameof(DeliveryNoticeKind)); // It is in its enumeration.
        var summary = Summary().Match(member.GetLeadingTrivia().ToFullString()).Groups[1].Value;
        return Code().Replace(Whitespace().Replace(summary.Replace("///", "", StringComparison.Ordinal), " "), "`$1`").Trim();
    }

    private static IEnumerable<(string Kind, ExpressionSyntax Message)> Sites() => SourceCode.All<BaseObjectCreationExpressionSyntax>()
        .Select(creation => creation.ArgumentList)
        .Concat(SourceCode.All<InvocationExpressionSyntax>().Select(call => call.ArgumentList))
        .OfType<ArgumentListSyntax>()
        .Where(list => list.Arguments.Count > 1)
        .Select(list => (KindOf(list.Arguments[0].Expression), list.Arguments[1].Expression))
        .Where(site => site.Item1.Length > 0);

    private static string KindOf(ExpressionSyntax expression) =>
        expression is MemberAccessExpressionSyntax access && access.Expression.ToString() == nameof(DeliveryNoticeKind)
            ? access.Name.Identifier.Text
            : "";

    [GeneratedRegex("<summary>(.*?)</summary>", RegexOptions.Singleline)]
    private static partial Regex Summary();

    [GeneratedRegex("<c>(.*?)</c>")]
    private static partial Regex Code();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
