using System.Diagnostics;
using System.Runtime.InteropServices;
using LogAppendSink.TestSupport;

namespace LogAppendSink.EndToEnd;

/// <summary>Runs a program of this repository as a child process. It ends only processes that it started.</summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    private const int SigTerm = 15;

    private readonly Process _process;
    private readonly object _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(Func<string, bool> IsIt, TaskCompletionSource<string> Seen)> _waits = [];

    private readonly Action<string>? _onLine;

    private ChildProcess(Process process, Action<string>? onLine)
    {
        (_process, _onLine) = (process, onLine);
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
    }

    internal string Output
    {
        get
        {
            lock (_gate)
                return string.Join('\n', _lines);
        }
    }

    /// <summary>Starts a built project of this repository.</summary>
    /// <param name="project">Its folder, from the root of the repository.</param>
    /// <param name="environment">Environment variables to add to those of this process.</param>
    /// <param name="arguments">Its arguments.</param>
    internal static ChildProcess Start(string project, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start(project, environment, onLine: null, arguments);

    /// <summary>Starts a built project that writes much output. Each line is passed to a callback and not kept.</summary>
    internal static ChildProcess Start(string project, IReadOnlyDictionary<string, string> environment, Action<string>? onLine, params string[] arguments)
    {
        // …/tests/LogAppendSink.EndToEnd/bin/<configuration>/net10.0/ is where this runs.
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName; // By the line above.
        var directory = Path.Combine(root, project);
        var assembly = Path.Combine(directory, "bin", output.Parent.Name, "net10.0", $"{Path.GetFileName(project)}.dll");
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var child = new ChildProcess(Process.Start(start) ?? throw new InvalidOperationException($"'{assembly}' did not start."), onLine);
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>The first line of output that satisfies a condition.</summary>
    internal async Task<string> LineAsync(string what, Func<string, bool> isIt)
    {
        TaskCompletionSource<string> seen;
        lock (_gate)
        {
            if (_lines.Find(line => isIt(line)) is { } line)
                return line;
            seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((isIt, seen));
        }

        try
        {
            return await seen.Task.WithDeadline(what);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} The process said:\n{Output}", e);
        }
    }

    /// <summary>Writes a line to its standard input.</summary>
    internal Task TellAsync(string line) => _process.StandardInput.WriteLineAsync(line);

    /// <summary>Sends SIGTERM, as a container runtime does, and waits for the exit.</summary>
    internal async Task<int> TerminateAsync()
    {
        if (Kill(_process.Id, SigTerm) != 0)
            throw new InvalidOperationException($"Process {_process.Id} cannot be signalled.");
        return await ExitAsync();
    }

    /// <summary>Ends the process with SIGKILL, without any cleanup.</summary>
    internal async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WithDeadline("the process to be gone");
    }

    internal async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WithDeadline("the process to end");
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is null)
            return;
        lock (_gate)
        {
            if (_onLine is null)
                _lines.Add(line);
            else
                _onLine(line);
            foreach (var wait in _waits.Where(wait => wait.IsIt(line)).ToList())
            {
                wait.Seen.TrySetResult(line);
                _waits.Remove(wait);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
