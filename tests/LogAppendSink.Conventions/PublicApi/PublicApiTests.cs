using System.Reflection;
using Xunit;

namespace LogAppendSink.Conventions.PublicApi;

/// <summary>What users can name changes on purpose: <c>PublicApi.approved.txt</c> of each library changes with it, and a review sees both.</summary>
public class PublicApiTests
{
    private static readonly List<string> Names = [.. Repository.Packages
        .Where(project => !Repository.Read(project).Contains("<PackAsTool>true", StringComparison.Ordinal))
        .Select(project => Path.GetFileNameWithoutExtension(project))];

    public static TheoryData<string> Libraries => new(Names);

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Public_API_equals_the_approved_text(string library)
    {
        var path = Path.Combine(Repository.Root.FullName, "src", library, "PublicApi.approved.txt");
        var text = PublicApiText.Of(Assembly.Load(library));

        if (Repository.IsApproving)
            File.WriteAllText(path, text);

        var approved = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.True(text == approved, $"""
            The public names of {library} are not those of src/{library}/PublicApi.approved.txt:
            {Differences(approved, text)}
            If users shall have it so, approve it, and say in CHANGELOG.md what changes for them:
            {Repository.Approve} dotnet test tests/LogAppendSink.Conventions
            """);
    }

    [Fact]
    public void Every_approved_text_is_of_a_library() =>
        Assert.Equal(
            Names.Select(library => $"src/{library}/PublicApi.approved.txt").Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(Path.Combine(Repository.Root.FullName, "src"), "PublicApi.approved.txt", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Repository.Root.FullName, path).Replace('\\', '/')).Order(StringComparer.Ordinal));

    /// <summary>Lines of one and not of the other, under the type that they belong to.</summary>
    private static string Differences(string approved, string text)
    {
        var (before, after) = (Lines(approved), Lines(text));
        return string.Join('\n', before.Except(after).Select(line => $"- {line}").Concat(after.Except(before).Select(line => $"+ {line}")));
    }

    private static List<string> Lines(string text)
    {
        var lines = new List<string>();
        var type = "";
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            type = line.StartsWith(' ') ? type : line;
            lines.Add(line.StartsWith(' ') ? $"{type} … {line.Trim()}" : line);
        }

        return lines;
    }
}
