using System.Text.RegularExpressions;

namespace LogAppendSink.MutationCheck;

/// <summary>A copy of the repository whose engine holds mutants. It is removed at the end; the repository itself is not touched.</summary>
internal sealed partial class ScratchTree : IDisposable
{
    internal const string Engine = "src/LogAppendSink";

    private static readonly TimeSpan BuildTimeLimit = TimeSpan.FromMinutes(20);
    private static readonly string[] Shared = ["Directory.*", "global.json", ".editorconfig", "BannedSymbols.txt", Engine];

    private readonly string _root = Directory.CreateTempSubdirectory("mutation-check-").FullName;

    internal string PathOf(string relative) => Path.Combine(_root, relative);

    /// <summary>Copies the engine and some projects, without what they build.</summary>
    internal async Task CopyAsync(string repository, IEnumerable<string> projects)
    {
        string[] list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", .. Shared, .. projects];
        var (exitCode, output) = await Commands.RunAsync(repository, "git", list, BuildTimeLimit);
        if (exitCode != 0)
            throw new MutantException($"git cannot list the files of {repository}: {output}");

        foreach (var file in output.Trim('\n').Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Path.Combine(repository, file))))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!); // Below the root.
            File.Copy(Path.Combine(repository, file), PathOf(file));
        }
    }

    /// <summary>Writes the engine with its mutants, in place of one with others.</summary>
    internal async Task WriteAsync(string repository, EngineSource source)
    {
        foreach (var file in Directory.EnumerateFiles(PathOf(Engine), "*.cs", SearchOption.AllDirectories))
        {
            var original = Path.Combine(repository, Path.GetRelativePath(_root, file));
            if (File.Exists(original))
                File.Copy(original, file, overwrite: true);
        }

        foreach (var (path, text) in source.MutatedFiles())
            await File.WriteAllTextAsync(Path.Combine(PathOf(Engine), path), text);
        await File.WriteAllTextAsync(Path.Combine(PathOf(Engine), "ActiveMutant.cs"), ActiveMutant.Source);
    }

    /// <summary>Builds a project.</summary>
    /// <returns>The first compiler error of each mutant that does not compile.</returns>
    /// <exception cref="MutantException">It does not build, for another reason.</exception>
    internal async Task<IReadOnlyDictionary<string, string>> BuildAsync(string project)
    {
        // A mutant may leave code unused; analyzers and documentation have no use here.
        string[] arguments = ["build", project, "--configuration", "Release", "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false", "-p:GenerateDocumentationFile=false", "-p:WarningLevel=0"];
        var (exitCode, output) = await Commands.RunAsync(_root, "dotnet", arguments, BuildTimeLimit);
        if (exitCode == 0)
            return new Dictionary<string, string>();

        var errors = MutantErrorPattern().Matches(output)
            .GroupBy(match => match.Groups["name"].Value)
            .ToDictionary(matches => matches.Key, matches => matches.First().Groups["error"].Value);
        return errors.Count > 0 ? errors : throw new MutantException($"{project} does not build:\n{output}");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [GeneratedRegex(@"(?<name>[^/\\\s]+)\.mutant\(\d+,\d+\): (?<error>error [^\[\n]*)")]
    private static partial Regex MutantErrorPattern();
}
