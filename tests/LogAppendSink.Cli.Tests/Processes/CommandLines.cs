using System.CommandLine;
using System.Text.RegularExpressions;

namespace LogAppendSink.Cli.Tests.Processes;

/// <summary>The command lines that users read: the examples of every <c>--help</c>, and those of the documents.</summary>
internal static partial class CommandLines
{
    /// <summary>Additional command lines with unchanged output.</summary>
    private static readonly string[] Others =
    [
        "logappend --help",
        "logappend ls --help",
        "logappend ls --json logs/",
        "logappend stat --json logs/shop/20260301/web-1.clef",
        "logappend spool export /var/spool/my-app",
        "logappend completion bash",
        "logappend '[suggest:13]' 'logappend tai'",
    ];

    /// <summary>Lines of the documents that are not complete command lines, with the reason.</summary>
    internal static IReadOnlyDictionary<string, string> NotRun { get; } = new Dictionary<string, string>
    {
        ["logappend cat"] = "names the command only",
        ["logappend verify"] = "names the command only",
        ["logappend spool DIR"] = "DIR is a placeholder",
        ["logappend spool deliver DIR"] = "DIR is a placeholder",
        ["logappend COMMAND --help"] = "COMMAND is a placeholder",
    };

    /// <summary>All command lines to run.</summary>
    internal static IReadOnlyList<string> All { get; } = [.. Examples().Concat(Documented()).Concat(Others).Except(NotRun.Keys).Distinct()];

    /// <summary>All commands of the tool with the names of their parents.</summary>
    internal static IEnumerable<string> Commands()
    {
        using var tool = new ToolEnvironment(Stream.Null, Stream.Null, Stream.Null, _ => null);
        return [.. Below(LogAppendTool.CreateRoot(tool), "logappend").Select(command => command.Path)];
    }

    /// <summary>All command lines of the documents.</summary>
    internal static IEnumerable<string> Documented()
    {
        foreach (var path in Documents())
        {
            var text = File.ReadAllText(path);
            foreach (Match block in Block().Matches(text))
            {
                foreach (var line in block.Groups[1].Value.Split('\n').Where(line => InBlock().IsMatch(line)))
                    yield return line.Split("  #")[0].Trim();
            }

            foreach (Match inline in Inline().Matches(Block().Replace(text, "")))
                yield return inline.Groups[1].Value;
        }
    }

    private static IEnumerable<string> Examples()
    {
        using var tool = new ToolEnvironment(Stream.Null, Stream.Null, Stream.Null, _ => null);
        return [.. Below(LogAppendTool.CreateRoot(tool), "logappend").SelectMany(command => command.Command.Examples).Select(example => example.CommandLine)];
    }

    private static IEnumerable<(string Path, ToolCommand Command)> Below(Command parent, string path)
    {
        foreach (var command in parent.Subcommands.OfType<ToolCommand>())
        {
            yield return ($"{path} {command.Name}", command);
            foreach (var below in Below(command, $"{path} {command.Name}"))
                yield return below;
        }
    }

    private static IEnumerable<string> Documents()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "LogAppendSink.sln")))
            root = root.Parent ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        return new[] { "README.md", "CONTRIBUTING.md" }.Select(name => Path.Combine(root.FullName, name))
            .Concat(new[] { "docs", "src" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root.FullName, folder), "*.md", SearchOption.AllDirectories)))
            .Where(path => !Regex.IsMatch(path, @"[\\/](bin|obj)[\\/]"))
            .Order(StringComparer.Ordinal);
    }

    [GeneratedRegex("^```[a-z]*\\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^(logappend |.*(\| |<\()logappend )")]
    private static partial Regex InBlock();

    [GeneratedRegex(@"`((?:source <\()?logappend [a-zA-Z][^`\n]*)`")]
    private static partial Regex Inline();
}
