namespace LogAppendSink.Conventions;

/// <summary>The files of this repository.</summary>
internal static class Repository
{
    /// <summary>How what the tests draw and print is approved: they write it then.</summary>
    internal const string Approve = "LOGAPPENDSINK_APPROVE=1";

    internal static bool IsApproving => Environment.GetEnvironmentVariable(Approve.Split('=')[0]) == "1";

    /// <summary>The folder with the solution, found from where the tests run.</summary>
    internal static DirectoryInfo Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>All projects, as paths from the root with forward slashes.</summary>
    internal static IEnumerable<string> Projects => new[] { "src", "tests", "samples" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root.FullName, folder), "*.csproj", SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(Root.FullName, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    /// <summary>The projects of packages, as paths from the root.</summary>
    internal static IEnumerable<string> Packages => Projects
        .Where(project => project.StartsWith("src/", StringComparison.Ordinal) && Read(project).Contains("<IsPackable>true", StringComparison.Ordinal));

    /// <summary>What people read: README.md, CONTRIBUTING.md, docs/ and the packages' READMEs, as paths from the root.</summary>
    internal static IEnumerable<string> Documents => new[] { "README.md", "CONTRIBUTING.md" }.Concat(new[] { "docs", "src" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root.FullName, folder), "*.md", SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(Root.FullName, path).Replace('\\', '/'))
        .Where(path => !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal));

    /// <summary>The C# files below a folder, as paths from the root, without what the build makes.</summary>
    internal static IEnumerable<string> Sources(string folder) => Directory
        .EnumerateFiles(Path.Combine(Root.FullName, folder), "*.cs", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Root.FullName, path).Replace('\\', '/'))
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    internal static string Read(string path) => File.ReadAllText(Path.Combine(Root.FullName, path));

    private static DirectoryInfo FindRoot(DirectoryInfo directory) =>
        File.Exists(Path.Combine(directory.FullName, "LogAppendSink.sln"))
            ? directory
            : FindRoot(directory.Parent ?? throw new DirectoryNotFoundException("The tests run outside the repository."));
}
