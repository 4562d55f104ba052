using LogAppendSink.Credentials;

namespace LogAppendSink.Tests.Credentials;

/// <summary>A source that responds when the test decides, and counts its calls.</summary>
internal sealed class ScriptedSource : ICredentialSource
{
    private readonly object _gate = new();
    private readonly Queue<TaskCompletionSource<OssCredentials>> _asked = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal int Fetches { get; private set; }

    public string Name => "the script";

    public ValueTask<OssCredentials> FetchAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Fetches++;
            var answer = new TaskCompletionSource<OssCredentials>(TaskCreationOptions.RunContinuationsAsynchronously);
            _asked.Enqueue(answer);
            _changed.TrySetResult();
            return new(answer.Task);
        }
    }

    internal async Task AnswerAsync(OssCredentials credentials) => (await NextAsync()).SetResult(credentials);

    internal async Task FailAsync(string reason) => (await NextAsync()).SetException(new CredentialsUnavailableException(reason));

    internal async Task ThrowAsync(Exception exception) => (await NextAsync()).SetException(exception);

    /// <summary>Waits until the source is called.</summary>
    internal async Task<TaskCompletionSource<OssCredentials>> NextAsync()
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_asked.TryDequeue(out var answer))
                    return answer;
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                changed = _changed.Task;
            }

            await TestSupport.Deadline.WithDeadline(changed, "the source to be asked");
        }
    }
}
