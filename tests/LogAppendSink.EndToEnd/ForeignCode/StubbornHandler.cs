namespace LogAppendSink.EndToEnd.ForeignCode;

/// <summary>A handler of the application that does not return from its first requests; later ones it passes on.</summary>
/// <param name="count">How many requests do not return.</param>
/// <param name="blocks">Whether it blocks the calling thread; otherwise its task never completes.</param>
internal sealed class StubbornHandler(int count, bool blocks) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
{
    private readonly TaskCompletionSource<HttpResponseMessage> _never = new();
    private int _requests;

    /// <summary>Ends the requests that did not return, as failed.</summary>
    internal void Release() => _never.TrySetException(new HttpRequestException("Released."));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _requests) > count)
            return base.SendAsync(request, cancellationToken);
        if (blocks)
            ((IAsyncResult)_never.Task).AsyncWaitHandle.WaitOne();
        return _never.Task;
    }
}
