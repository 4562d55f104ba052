using System.Text.Json;

namespace LogAppendSink.EndToEnd.Access;

/// <summary>The RAM policy of docs/credentials.md: its only JSON with a <c>Statement</c>.</summary>
internal static class ReadmePolicy
{
    /// <summary>The bucket that it names.</summary>
    internal const string Bucket = "acme-logs";

    internal static string Text { get; } = Read();

    /// <summary>The policy without one of its actions.</summary>
    internal static string Without(string action)
    {
        var quoted = JsonSerializer.Serialize(action);
        return Text.Contains($"{quoted}, ", StringComparison.Ordinal)
            ? Text.Replace($"{quoted}, ", "", StringComparison.Ordinal)
            : Text.Replace($", {quoted}", "", StringComparison.Ordinal);
    }

    private static string Read()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "LogAppendSink.sln")))
            directory = directory.Parent ?? throw new DirectoryNotFoundException("The tests run outside the repository.");

        return File.ReadAllText(Path.Combine(directory.FullName, "docs", "credentials.md"))
            .Split("```json\n").Skip(1).Select(block => block.Split("```")[0]).Single(block => block.Contains("\"Statement\"", StringComparison.Ordinal));
    }
}
