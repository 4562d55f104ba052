using Xunit;

namespace LogAppendSink.Conventions.Architecture;

/// <summary>docs/architecture.md shows what is, not what was meant.</summary>
public class ArchitectureTests
{
    private const string Document = "docs/architecture.md";

    [Theory]
    [InlineData("packages")]
    [InlineData("core")]
    public void Picture_equals_the_code(string name)
    {
        var picture = name == "packages" ? Pictures.OfPackages() : Pictures.OfTheCore();
        var text = Repository.Read(Document);
        var (begin, end) = ($"<!-- {name}: drawn by a test -->\n", $"\n<!-- {name}: end -->");
        var start = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var drawn = text[start..text.IndexOf(end, StringComparison.Ordinal)];

        if (Repository.IsApproving)
            File.WriteAllText(Path.Combine(Repository.Root.FullName, Document), text.Replace(begin + drawn, begin + picture, StringComparison.Ordinal));

        Assert.True(Repository.IsApproving || picture == drawn, $"""
            The picture '{name}' in {Document} is not what the code says:
            {picture}
            If the new arrows are intended, draw the picture again: {Repository.Approve} dotnet test tests/LogAppendSink.Conventions
            """);
    }
}
