namespace LogAppendSink.Cli.Terminal;

/// <summary>For commands that serve until they are ended: Ctrl+C is how that is done, and no failure.</summary>
internal static class CtrlC
{
    /// <summary>Completes when it comes.</summary>
    internal static async Task WaitAsync(CancellationToken cancellationToken)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var end = cancellationToken.UnsafeRegister(static over => ((TaskCompletionSource)over!).TrySetResult(), over).ConfigureAwait(false);
        await over.Task.ConfigureAwait(false);
    }
}
