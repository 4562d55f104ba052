namespace LogAppendSink.Cli.Terminal;

/// <summary>Waits for Ctrl+C in commands that run until then; for these, Ctrl+C is not a failure.</summary>
internal static class CtrlC
{
    /// <summary>Completes when Ctrl+C is pressed.</summary>
    internal static async Task WaitAsync(CancellationToken cancellationToken)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var end = cancellationToken.UnsafeRegister(static over => ((TaskCompletionSource)over!).TrySetResult(), over)
            .ConfigureAwait(false);
        await over.Task.ConfigureAwait(false);
    }
}
