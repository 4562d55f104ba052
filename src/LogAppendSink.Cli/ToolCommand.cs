using System.CommandLine;

namespace LogAppendSink.Cli;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class ToolCommand(string name, string description) : Command(name, description)
{
    /// <summary>Command lines as they are typed, each with what it does; shown by <c>--help</c>.</summary>
    internal IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; init; } = [];
}
