using System.Text;
using LogAppendSink.Credentials;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.EndToEnd.Access;

/// <summary>Credentials that arrive late, for example from a slow metadata service.</summary>
public sealed class SlowCredentialsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)] // An application's own provider may hold the thread on which it is asked.
    public async Task Application_starts_and_logs_while_credentials_are_requested(bool holdsThread)
    {
        await using var rig = await Rig.StartAsync();
        var provider = new SlowProvider(holdsThread);

        // None of these calls waits for credentials. The first credentials arrive later.
        await using var pipeline = await Task.Run(() => rig.CreatePipeline(options =>
        {
            (options.AccessKeyId, options.AccessKeySecret) = (null, null);
            options.Credentials = provider;
        })).WithDeadline("the pipeline to start");
        await provider.Asked.WithDeadline("the look at the store to ask for credentials");
        Assert.True(pipeline.TryWrite("1"u8, RecordLevel.Information));

        provider.Answer(new OssCredentials(rig.Emulator.Options.AccessKeyId, rig.Emulator.Options.AccessKeySecret));
        await pipeline.FlushAsync().WithDeadline("the event to be stored");
        Assert.Equal("1\n", Encoding.UTF8.GetString(Assert.Single(await rig.ReadObjectsAsync()).Bytes));
        Assert.Empty(rig.Notices.All);
    }

    private sealed class SlowProvider(bool holdsThread) : ICredentialsProvider
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<OssCredentials> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Asked => _asked.Task;

        internal void Answer(OssCredentials credentials) => _answer.SetResult(credentials);

        public ValueTask<OssCredentials> GetCredentialsAsync(CancellationToken cancellationToken)
        {
            _asked.TrySetResult();
            return new(holdsThread ? Task.FromResult(_answer.Task.GetAwaiter().GetResult()) : _answer.Task);
        }
    }
}
