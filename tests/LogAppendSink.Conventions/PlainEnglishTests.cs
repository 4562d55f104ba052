using System.Text.RegularExpressions;
using Xunit;

namespace LogAppendSink.Conventions;

/// <summary>
/// Counts words that this project does not use, because a reader has to stop at them. Each has a plain substitute: report or notify (tell), no
/// process or another process (nobody, somebody), again (anew), without limit (for ever), fix (mend), previous (former), dropped (given up),
/// while (meanwhile), is in (stands in, lies in), continues (goes on), does not exist or is invalid (is none).
/// </summary>
public partial class PlainEnglishTests
{
    /// <summary>Lower these limits whenever you lower the counts.</summary>
    [Theory]
    [InlineData("src", 0)]
    [InlineData("tests", 10)]
    [InlineData("docs", 0)]
    [InlineData("README.md", 0)]
    [InlineData("CONTRIBUTING.md", 0)]
    public void Words_of_the_glossary_are_used(string place, int limit)
    {
        var found = Texts(place)
            .SelectMany(path => File.ReadLines(Path.Combine(Repository.Root.FullName, path)).Select((line, index) => (Path: path, Line: line, Number: index + 1)))
            .SelectMany(line => Unwanted().Matches(line.Line).Select(match => $"{line.Path}:{line.Number}: {match.Value}"))
            .ToList();

        Assert.True(found.Count <= limit, $"{place} has {found.Count} words to replace, and the limit is {limit}:\n{string.Join('\n', found)}");
    }

    private static IEnumerable<string> Texts(string place)
    {
        // The texts in docs/messages.md are collected from src, and counted there.
        var documents = Repository.Documents
            .Where(path => path != "docs/messages.md" && (path == place || path.StartsWith($"{place}/", StringComparison.Ordinal)));
        return place.EndsWith(".md", StringComparison.Ordinal) || place == "docs"
            ? documents
            : documents.Concat(Repository.Sources(place).Where(path => Path.GetFileName(path) != $"{nameof(PlainEnglishTests)}.cs"));
    }

    [GeneratedRegex(
        "(?<![A-Za-z])(tell|tells|told|teller|nobody|somebody|whoever|anew|for[ _]ever|mend|mends|mended|given[ _]up|of[ _]ours|(is|are)[ _]none|meanwhile|former|stands[ _](in|there)|lies[ _]in|goes[ _]on)(?![A-Za-z])",
        RegexOptions.IgnoreCase)]
    private static partial Regex Unwanted();
}
