using System.Diagnostics;
using System.Text;

namespace LogAppendSink.MutationCheck;

/// <summary>Runs programs.</summary>
internal static class Commands
{
    /// <summary>The lines that follow a decisive one explain it.</summary>
    private static readonly TimeSpan TimeForDetails = TimeSpan.FromSeconds(0.5);

    /// <summary>Runs one to its end, to a line that decides, or to the time limit.</summary>
    /// <returns>Its exit code, null if it was ended, and all that it wrote.</returns>
    internal static async Task<(int? ExitCode, string Output)> RunAsync(
        string directory,
        string program,
        IEnumerable<string> arguments,
        TimeSpan timeLimit,
        IReadOnlyDictionary<string, string>? environment = null,
        Func<string, bool>? decides = null)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        using var limit = new CancellationTokenSource(timeLimit);
        var output = new StringBuilder();
        void Add(object sender, DataReceivedEventArgs line)
        {
            lock (output)
                output.Append(line.Data).Append('\n');
            if (line.Data is not null && decides?.Invoke(line.Data) == true)
                limit.CancelAfter(TimeForDetails);
        }

        process.OutputDataReceived += Add;
        process.ErrorDataReceived += Add;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        int? exitCode = null;
        try
        {
            await process.WaitForExitAsync(limit.Token);
            exitCode = process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            process.CancelOutputRead();
            process.CancelErrorRead();
        }

        lock (output)
            return (exitCode, output.ToString());
    }
}
