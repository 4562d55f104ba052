namespace Serilog.Sinks.OssAppend.Tests.Support;

/// <summary>A value whose text blocks until it is released.</summary>
internal sealed class StuckText : IDisposable
{
    private readonly ManualResetEventSlim _release = new();
    private readonly TaskCompletionSource _isAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hasReturned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task IsAsked => _isAsked.Task;

    internal Task HasReturned => _hasReturned.Task;

    public override string ToString()
    {
        _isAsked.TrySetResult();
        _release.Wait();
        _hasReturned.TrySetResult();
        return "late";
    }

    internal void Release() => _release.Set();

    public void Dispose()
    {
        Release();
        _release.Dispose();
    }
}
