using System.Text;
using LogAppendSink.Appending;
using LogAppendSink.Stores;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.EndToEnd;

public sealed class ForeignWriterTests
{
    [Fact]
    public async Task Records_stay_whole_when_another_process_appends_between_two_appends()
    {
        await using var rig = await Rig.StartAsync();
        await using var ours = rig.CreatePipeline();
        await using var theirs = CreatePipelineOfAnotherProcess(rig);

        await WriteAndFlushAsync(ours, "ours 0");
        await WriteAndFlushAsync(theirs, "theirs 0"); // Finds the existing object and continues at its end.
        await WriteAndFlushAsync(ours, "ours 1"); // Receives 409, sends a HEAD request, and continues at the new end.
        await WriteAndFlushAsync(theirs, "theirs 1");
        await WriteAndFlushAsync(ours, "ours 2");

        var stored = Assert.Single(await rig.ReadObjectsAsync());
        Assert.Equal("ours 0\ntheirs 0\nours 1\ntheirs 1\nours 2\n", Encoding.UTF8.GetString(stored.Bytes));
        Assert.Equal(2, ours.Status.Conflicts);
        var notice = Assert.Single(rig.Notices.All);
        Assert.Equal(DeliveryNoticeKind.Conflict, notice.Kind);
        Assert.Equal(
            $"Another writer appends to '{stored.Key}' in bucket 'logs'. This sink appends after it; nothing is lost. Set OnConflict to Roll to give each writer its own object.",
            notice.Message);
    }

    [Fact]
    public async Task Writers_have_separate_objects_when_they_roll_on_conflict()
    {
        await using var rig = await Rig.StartAsync();
        await using var first = rig.CreatePipeline(options => options.OnConflict = ConflictMode.Roll);
        await using var second = rig.CreatePipeline(options => options.OnConflict = ConflictMode.Roll);

        for (var round = 0; round < 3; round++)
        {
            await WriteAndFlushAsync(first, $"first {round}");
            await WriteAndFlushAsync(second, $"second {round}");
        }

        var contents = (await rig.ReadObjectsAsync()).Select(pair => Encoding.UTF8.GetString(pair.Bytes));
        Assert.Equal(["first 0\nfirst 1\nfirst 2\n", "second 0\nsecond 1\nsecond 2\n"], contents);
    }

    /// <summary>Creates a pipeline that shares no object state with the other pipelines of this process.</summary>
    private static LogPipeline CreatePipelineOfAnotherProcess(Rig rig) => LogPipeline.Create(
        rig.Options(options => options.OnNotice = null),
        new PipelineEdges(TimeProvider.System, new Random(1), Bucket.OpenForDelivery) { Objects = new ObjectRegistry() });

    private static async Task WriteAndFlushAsync(LogPipeline pipeline, string record)
    {
        Assert.True(pipeline.TryWrite(Encoding.UTF8.GetBytes(record), RecordLevel.Information));
        await pipeline.FlushAsync().WithDeadline($"'{record}' to be stored");
    }
}
