using System.Diagnostics;

namespace LogAppendSink.Cli.Tests;

/// <summary>The program that the build has made, started as users start it: by itself, which is also quicker than by <c>dotnet</c>.</summary>
internal static class BuiltTool
{
    internal static string FilePath { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "logappend.exe" : "logappend");

    /// <summary>Prepares a process that runs the tool, directly or by a shell.</summary>
    internal static ProcessStartInfo Prepare(string program, IEnumerable<string> arguments, ToolRig rig)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = rig.WorkingDirectory };
        foreach (var (name, value) in rig.Variables)
            start.Environment[name] = value;

        // Where .NET is in no place that is searched by default, only this program's host knows it.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.Environment.TryAdd("DOTNET_ROOT", Path.GetDirectoryName(Environment.ProcessPath));

        // A tool that lives for a moment gains nothing from code that is measured to be compiled again.
        start.Environment.TryAdd("DOTNET_TieredPGO", "0");
        return start;
    }
}
