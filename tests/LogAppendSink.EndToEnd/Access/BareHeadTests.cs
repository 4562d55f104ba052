using System.Text;
using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.EndToEnd.Access;

/// <summary>A store whose HEAD responses have no error code when access is denied, under the policy of the README.</summary>
public sealed class BareHeadTests
{
    private const string Id = "LTAI-bare-head";
    private const string Secret = "bare-head-secret";

    [Fact]
    public async Task Events_are_stored_once_when_a_head_names_no_reason()
    {
        await using var rig = await StartAsync(ReadmePolicy.Bucket);
        rig.Emulator.Faults.Always(OssOperation.Head, Fault.MissingErrorDocument);
        await using var pipeline = rig.CreatePipeline(options => Configure(options, ReadmePolicy.Bucket));
        await WriteAsync(pipeline, "first");
        rig.Emulator.Faults.Clear();
        rig.Emulator.Faults.Next(OssOperation.Append, Fault.Ghost);
        rig.Emulator.Faults.Always(OssOperation.Head, Fault.DeletedBefore.And(Fault.MissingErrorDocument), keyContains: "app.clef");
        await WriteAsync(pipeline, "second");

        Assert.Empty(rig.Notices.Of(DeliveryNoticeKind.OutageStarted));
        Assert.Equal(["second\n"], (await rig.ReadObjectsAsync()).Select(stored => Encoding.UTF8.GetString(stored.Bytes)));
    }

    [Fact]
    public async Task Missing_bucket_is_not_taken_for_a_missing_object_when_a_head_names_no_reason()
    {
        await using var rig = await StartAsync("another-bucket");
        rig.Emulator.Faults.Always(OssOperation.Head, Fault.MissingErrorDocument);
        await using var pipeline = rig.CreatePipeline(options =>
        {
            // Uses a key with all permissions. Otherwise the request is denied before the store looks for the bucket.
            Configure(options, ReadmePolicy.Bucket);
            (options.AccessKeyId, options.AccessKeySecret) = (rig.Emulator.Options.AccessKeyId, rig.Emulator.Options.AccessKeySecret);
        });
        Assert.True(pipeline.TryWrite("kept\n"u8, RecordLevel.Information));

        var notice = await rig.Notices.FirstAsync(DeliveryNoticeKind.OutageStarted);

        Assert.Contains("404 NoSuchBucket", notice.Message, StringComparison.Ordinal);
        Assert.Empty(rig.Emulator.Requests.Entries(OssOperation.Append));
    }

    private static Task<Rig> StartAsync(string bucket) => Rig.StartAsync(new OssEmulatorOptions
    {
        Buckets = [bucket],
        Credentials = [new OssCredential(Id, Secret) { Policy = ReadmePolicy.Text }],
    });

    private static void Configure(OssAppendOptions options, string bucket)
    {
        options.Bucket = bucket;
        options.AccessKeyId = Id;
        options.AccessKeySecret = Secret;
        options.RollingInterval = ObjectRollingInterval.Infinite;
        options.ObjectKey = "logs/app.clef";
    }

    private static async Task WriteAsync(LogPipeline pipeline, string text)
    {
        Assert.True(pipeline.TryWrite(Encoding.UTF8.GetBytes($"{text}\n"), RecordLevel.Information));
        await pipeline.FlushAsync().WithDeadline($"{text} to be stored");
    }
}
