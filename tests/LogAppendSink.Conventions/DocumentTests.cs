using System.Text.RegularExpressions;
using Xunit;

namespace LogAppendSink.Conventions;

/// <summary>What README.md, docs/ and the packages' READMEs say is there, is there.</summary>
public partial class DocumentTests
{
    private const int SnippetsAtLeast = 10;

    public static TheoryData<string> Documents => new(Repository.Documents);

    [Theory]
    [MemberData(nameof(Documents))]
    public void Link_targets_exist(string document)
    {
        var text = Repository.Read(document);
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root.FullName, document))!; // A file has a folder.

        Assert.All(Link().Matches(text), match =>
        {
            var (path, anchor) = (match.Groups[1].Value, match.Groups[2].Value);
            var target = path.Length == 0 ? Path.Combine(Repository.Root.FullName, document) : Path.GetFullPath(Path.Combine(folder, path));
            Assert.True(Path.Exists(target), $"{document} links to '{path}', which is not there.");
            if (anchor.Length > 0)
                Assert.True(AnchorsOf(File.ReadAllText(target)).Contains(anchor), $"{document} links to '{path}#{anchor}', and no heading is named so.");
        });
    }

    [Fact]
    public void Every_guarantee_names_a_test_that_is_in_the_file_it_links_to()
    {
        var rows = Repository.Read("README.md").Split("## Guarantees")[1].Split("\n## ")[0]
            .Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).ToList();

        Assert.True(rows.Count >= 8, "README.md has fewer than eight guarantees, or this test no longer finds them.");
        Assert.All(rows, row =>
        {
            var test = GuaranteedBy().Match(row);
            Assert.True(test.Success, $"This guarantee names no test: {row}");
            Assert.Matches($@"public (async )?(Task|void) {Regex.Escape(test.Groups[2].Value)}\(", Repository.Read(test.Groups[1].Value));
        });
    }

    [Fact]
    public void Every_snippet_is_compiled_in_a_test_or_a_sample()
    {
        var sources = Repository.Sources("tests").Concat(Repository.Sources("samples")).Select(path => Unindented(Repository.Read(path))).ToList();
        var snippets = Repository.Documents.Where(document => !document.Contains("Emulator", StringComparison.Ordinal)) // its own tests have those
            .SelectMany(document => Snippet().Matches(Repository.Read(document)))
            .Select(match => match.Groups[1].Value)
            .ToList();

        Assert.True(snippets.Count >= SnippetsAtLeast, "The documents have lost their snippets, or this test its eye for them.");
        Assert.All(snippets, snippet => Assert.True(
            sources.Exists(source => source.Contains(Unindented(snippet), StringComparison.Ordinal)),
            $"Put these lines, unchanged, into a ReadmeSnippets.cs that is compiled:{Environment.NewLine}{snippet}"));
    }

    private static string Unindented(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()));

    /// <summary>As forges make them: small letters, blanks as hyphens, other signs left out.</summary>
    private static HashSet<string> AnchorsOf(string text) => Heading().Matches(text)
        .Select(match => NoAnchor().Replace(match.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'))
        .ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex(@"\]\((?!https?:)([^)# ]*)(?:#([^)]+))?(?: ""[^""]*"")?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\[test\]\((tests/[^ )]+) ""(\w+)""\) \|$")]
    private static partial Regex GuaranteedBy();

    [GeneratedRegex("```csharp\\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();
}
