using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LogAppendSink.Emulator;
using LogAppendSink.TestSupport;

namespace LogAppendSink.Cli.Tests.Processes;

/// <summary>
/// A store, a directory with the files of the documented command lines, and a shell that runs these lines with the built tool.
/// </summary>
internal sealed partial class ShellRig : IAsyncDisposable
{
    /// <summary>The polling interval for the output of a command that does not end by itself. A file has no signal.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(30);

    private readonly ToolRig _rig;

    private ShellRig(ToolRig rig) => _rig = rig;

    internal Dictionary<string, string?> Variables => _rig.Variables;

    internal string PathOf(string name) => Path.Combine(Root, name);

    private string Root => _rig.WorkingDirectory;

    /// <param name="commandLine">The command line; only the objects and files it names are prepared.</param>
    internal static async Task<ShellRig> StartAsync(string commandLine)
    {
        var rig = await ToolRig.StartAsync(new OssEmulatorOptions { Buckets = ["logs", "acme-logs", "acme-video"] });
        await SeededStore.FillAsync(rig, commandLine);

        // A shell's background job and its children ignore SIGINT, and the tests may run in one.
        WriteProgram(rig, "logappend", $"""
            if env --default-signal=INT true 2> /dev/null; then listening='env --default-signal=INT'; fi
            sh -c 'echo $$ > "$RUN/pid"; exec '"$listening"' "$0" "$@"' '{BuiltTool.FilePath}' "$@"
            code=$?
            echo $code >> "$RUN/codes"
            exit $code
            """);

        // Stubs for other programs in the examples; their behaviour is not tested here.
        WriteProgram(rig, "ffmpeg", "echo stream");
        WriteProgram(rig, "jq", "exec cat");
        return new ShellRig(rig);
    }

    /// <summary>Runs a shell line to its end. A command that serves or follows is stopped by Ctrl+C after its first output.</summary>
    /// <param name="commandLine">The line.</param>
    /// <param name="kind">The kind of standard output.</param>
    /// <param name="mayEndByItself">Whether a following command ends by itself here and is not interrupted.</param>
    internal async Task<ShellRun> RunAsync(string commandLine, OutputKind kind, bool mayEndByItself = false)
    {
        var line = WithoutFixedPlaces(commandLine);
        await File.WriteAllTextAsync(Path.Combine(Root, "line.sh"), $"set -o pipefail\n{line}\ncode=$?\nwait\nexit $code\n");
        var run = kind switch
        {
            OutputKind.File => "bash line.sh > out 2> err < /dev/null",
            OutputKind.ClosedPipe => "mkfifo pipe; exec 3<> pipe 1> pipe 3>&-; bash line.sh 2> err < /dev/null",
            _ => "script -qec 'bash line.sh' /dev/null > out 2> err < /dev/null",
        };
        using var shell = Start(run);
        try
        {
            var ended = shell.WaitForExitAsync();
            await (!mayEndByItself && Endless().IsMatch(line) ? EndAsync(ended, line) : ended).WithDeadline($"'{commandLine}' to end");
        }
        finally
        {
            if (!shell.HasExited)
                shell.Kill(entireProcessTree: true);
        }

        return new ShellRun([.. Read("codes").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(code => int.Parse(code, CultureInfo.InvariantCulture))], Read("out"), Read("err"));
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    private static void WriteProgram(ToolRig rig, string name, string script)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(rig.WorkingDirectory, "bin")).FullName, name);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Replaces absolute directories by those of this rig, and ports by free ones, because tests run in parallel.</summary>
    private string WithoutFixedPlaces(string commandLine)
    {
        var line = AbsolutePath().Replace(commandLine, $"{Root}/");
        return Server().IsMatch(line) && !line.Contains("--port", StringComparison.Ordinal) ? $"{line} --port 0" : line;
    }

    private Process Start(string script)
    {
        var start = BuiltTool.Prepare("bash", ["-c", script], _rig);
        start.Environment["PATH"] = $"{Path.Combine(Root, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["HOME"] = start.Environment["RUN"] = Root;
        start.Environment["TERM"] = "xterm";
        return Process.Start(start)!; // An executable always has a directory.
    }

    /// <summary>Appends events until the command has printed something or has ended by itself; then sends SIGINT.</summary>
    private async Task EndAsync(Task ended, string line)
    {
        var follows = !Server().IsMatch(line);
        for (var number = 0; !ended.IsCompleted && !HasOutput(); number++)
        {
            if (follows)
                await _rig.AppendAsync("logs/shop/20260301/web-9.clef", ToolRig.Line(number % 60, "new", "Error", "\"RequestPath\":\"/api/new\""));
            await Task.WhenAny(ended, Task.Delay(LookEvery, TimeProvider.System));
        }

        if (!ended.IsCompleted)
        {
            using var kill = Process.Start("kill", ["-INT", Read("pid").Trim()]);
            await kill.WaitForExitAsync();
        }

        await ended;
    }

    private bool HasOutput() => new[] { "out", "shop.clef" }.Select(name => new FileInfo(Path.Combine(Root, name))).Any(file => file.Exists && file.Length > 0);

    private string Read(string name)
    {
        var path = Path.Combine(Root, name);
        return File.Exists(path) ? File.ReadAllText(path, Encoding.UTF8) : "";
    }

    [GeneratedRegex(@"(?<=\s)/(?=(?:var|srv|mnt)/)")]
    private static partial Regex AbsolutePath();

    [GeneratedRegex(@"^logappend (?:view|emulate)\b")]
    private static partial Regex Server();

    [GeneratedRegex(@"^logappend (?:view|emulate|tail (?:.* )?-f)\b")]
    private static partial Regex Endless();
}
