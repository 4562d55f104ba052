using LogAppendSink.Spool;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Tests.Spool;

/// <summary>A delivery that continues after a timed-out shutdown, on a slow disk. Another process may own the directory soon.</summary>
public sealed class CheckpointFileEndTests : IDisposable
{
    private static readonly Checkpoint Any = new(Generation: 1, DeliveredThrough: 1, DeliveredBytes: 10, Bucket: "bucket", Intent: null);

    private readonly string _directory = Directory.CreateTempSubdirectory("checkpoint-").FullName;
    private readonly ObservedFileSystem _files = new();
    private readonly ManualResetEventSlim _release = new();

    public void Dispose()
    {
        _release.Set();
        _release.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Disposal_waits_for_a_write_in_flight()
    {
        var file = CheckpointFile.Open(_files, _directory);
        var isWriting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _files.Refusal = call =>
        {
            isWriting.TrySetResult();
            _release.Wait();
            return null;
        };
        var write = Task.Factory.StartNew(
            () => file.Write(Any),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await isWriting.Task.WithDeadline("the write to begin");

        var disposal = new Thread(file.Dispose) { IsBackground = true };
        disposal.Start();
        const ThreadState waitingOrStopped = ThreadState.WaitSleepJoin | ThreadState.Stopped;
        await Task.Run(() => SpinWait.SpinUntil(() => (disposal.ThreadState & waitingOrStopped) != 0, Deadline.Default));

        Assert.True(disposal.IsAlive, "Disposal ends while a write is in flight.");
        _release.Set();
        await write.WithDeadline("the write to end");
        Assert.True(disposal.Join(Deadline.Default), "Disposal does not end.");
    }

    [Fact]
    public void Nothing_is_written_after_disposal()
    {
        var file = CheckpointFile.Open(_files, _directory);
        file.Dispose();
        _files.Forget();

        Assert.Throws<OperationCanceledException>(() => file.Write(Any));
        Assert.Throws<OperationCanceledException>(file.Flush);

        Assert.Empty(_files.Calls);
    }
}
