using System.Diagnostics;

namespace LogAppendSink.Cli.Tests;

/// <summary>Starts the built program directly, as users do. This is also faster than with <c>dotnet</c>.</summary>
internal static class BuiltTool
{
    internal static string FilePath { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "logappend.exe" : "logappend");

    /// <summary>Prepares a process that runs the tool, directly or through a shell.</summary>
    internal static ProcessStartInfo Prepare(string program, IEnumerable<string> arguments, ToolRig rig)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = rig.WorkingDirectory };
        foreach (var (name, value) in rig.Variables)
            start.Environment[name] = value;

        // If .NET is not in a default location, only the host of this process knows where it is.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.Environment.TryAdd("DOTNET_ROOT", Path.GetDirectoryName(Environment.ProcessPath));

        // Tiered compilation does not pay off for a short-lived process.
        start.Environment.TryAdd("DOTNET_TieredPGO", "0");
        return start;
    }
}
