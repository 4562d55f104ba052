using LogAppendSink.Credentials;

namespace LogAppendSink.EndToEnd.ForeignCode;

/// <summary>A provider of the application that does not return from its first calls; later ones it serves.</summary>
/// <param name="credentials">What it gives later.</param>
/// <param name="count">How many calls do not return.</param>
/// <param name="blocks">Whether it blocks the calling thread; otherwise its task never completes.</param>
internal sealed class StubbornProvider(OssCredentials credentials, int count, bool blocks) : ICredentialsProvider
{
    private readonly TaskCompletionSource<OssCredentials> _never = new();
    private int _calls;

    /// <summary>Ends the calls that did not return, with credentials.</summary>
    internal void Release() => _never.TrySetResult(credentials);

    public ValueTask<OssCredentials> GetCredentialsAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _calls) > count)
            return ValueTask.FromResult(credentials);
        if (blocks)
            ((IAsyncResult)_never.Task).AsyncWaitHandle.WaitOne();
        return new ValueTask<OssCredentials>(_never.Task);
    }
}
