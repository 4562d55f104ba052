using System.CommandLine;

namespace LogAppendSink.Cli;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class ToolCommand(string name, string description) : Command(name, description)
{
    /// <summary>Example command lines with their effects; shown by <c>--help</c>.</summary>
    internal IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; init; } = [];
}
