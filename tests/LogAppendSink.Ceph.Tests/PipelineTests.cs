using System.Globalization;
using System.Text;
using Xunit;

namespace LogAppendSink.Ceph.Tests;

/// <summary>The pipeline against a real gateway.</summary>
public sealed class PipelineTests
{
    private readonly string _prefix = $"pipeline/{Guid.NewGuid():N}";

    [Fact]
    public async Task Eight_writers_of_one_name_store_each_event_once_in_objects_of_their_own()
    {
        const int events = 500;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            await using var pipeline = LogPipeline.Create(Gateway.Options(Frequent));
            for (var number = 0; number < events; number++)
            {
                pipeline.TryWrite(Line($"{writer} {number}"), RecordLevel.Information);
                if (number % 20 == 0)
                    await pipeline.FlushAsync();
            }
        }));

        var objects = await StoredEvents.ReadAsync(_prefix);
        Assert.All(objects, stored => Assert.Single(stored.Lines.Select(line => line[0]).Distinct()));
        for (var writer = 0; writer < 8; writer++)
        {
            var lines = objects.SelectMany(stored => stored.Lines).Where(line => line[0] == '0' + writer);
            Assert.Equal(Enumerable.Range(0, events).Select(number => $"{writer} {number}"), lines);
        }
    }

    [Fact]
    public async Task Next_object_begins_after_the_configured_number_of_appends()
    {
        await using (var pipeline = LogPipeline.Create(Gateway.Options(options =>
        {
            Frequent(options);
            options.ObjectAppendLimit = 2;
        })))
        {
            for (var number = 0; number < 5; number++)
            {
                pipeline.TryWrite(Line($"{number}"), RecordLevel.Information);
                await pipeline.FlushAsync();
            }
        }

        Assert.Equal(["01", "23", "4"], (await StoredEvents.ReadAsync(_prefix)).Select(stored => string.Concat(stored.Lines)));
    }

    [Fact]
    public async Task Append_is_resent_when_it_vanishes_while_tags_are_set()
    {
        var contradictions = 0;
        await using (var pipeline = LogPipeline.Create(Gateway.Options(options =>
        {
            Frequent(options);
            options.OnNotice = notice => contradictions += notice.Kind == DeliveryNoticeKind.StoreMisbehaved ? 1 : 0;
        })))
        {
            pipeline.TryWrite(Line("0"), RecordLevel.Information);
            await pipeline.FlushAsync();
            var key = pipeline.Status.ObjectKey!; // Something is stored.
            using var end = new CancellationTokenSource();
            var meddling = Meddler.SetTagsAsync(key, end.Token);
            for (var number = 1; number < 300; number++)
            {
                pipeline.TryWrite(Line($"{number}"), RecordLevel.Information);
                await pipeline.FlushAsync();
            }

            await end.CancelAsync();
            await meddling;
        }

        var lines = (await StoredEvents.ReadAsync(_prefix)).SelectMany(stored => stored.Lines);
        Assert.Equal(Enumerable.Range(0, 300).Select(number => number.ToString(CultureInfo.InvariantCulture)), lines);
        Assert.True(contradictions > 0, "Nothing has vanished, so nothing was made good: the meddler is too slow.");
    }

    [Fact]
    public async Task Bucket_with_versions_is_reported_with_the_fix()
    {
        var reported = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var pipeline = LogPipeline.Create(Gateway.Options(options =>
        {
            Frequent(options);
            options.Bucket = "logs-versioned";
            options.ShutdownTimeout = TimeSpan.Zero;
            options.OnNotice = notice => reported.TrySetResult(notice.Message);
        }));

        pipeline.TryWrite(Line("x"), RecordLevel.Information);

        var message = await reported.Task.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Contains("409 InvalidBucketState", message, StringComparison.Ordinal);
        Assert.Contains("RGW cannot append to a bucket with object lock, or with enabled or suspended versioning. Set Bucket to one that never had them.", message, StringComparison.Ordinal);
    }

    /// <summary>
    /// Twenty kills during appends, mostly of the gateway. About four of ten leave an object blocked indefinitely by a stuck append.
    /// </summary>
    [Fact]
    public async Task Events_are_stored_once_and_in_order_when_any_part_of_the_cluster_is_killed()
    {
        const int kills = 20;
        var written = 0;
        var notices = new List<string>();
        await using (var pipeline = LogPipeline.Create(Gateway.Options(options =>
        {
            Frequent(options);
            options.RequestTimeout = TimeSpan.FromSeconds(5);
            options.ShutdownTimeout = TimeSpan.FromMinutes(1);
            options.OnNotice = notice => notices.Add(notice.Message);
        })))
        {
            using var end = new CancellationTokenSource();
            var writing = Task.Run(async () =>
            {
                while (!end.IsCancellationRequested)
                {
                    pipeline.TryWrite(Line($"{written++}"), RecordLevel.Information);
                    if (written % 5 == 0)
                        await pipeline.FlushAsync(); // The next append is sent as soon as this one is stored, so each kill interrupts one.
                }
            });

            for (var kill = 0; kill < kills; kill++)
            {
                var stored = pipeline.Status.StoredBatches;
                await UntilAsync(() => pipeline.Status.StoredBatches > stored + 20);
                await Gateway.KillAndStartAsync(kill % 5 == 4 ? "osd" : "gateway");
            }

            await end.CancelAsync();
            await writing;
            await pipeline.FlushAsync();
        }

        var lines = (await StoredEvents.ReadAsync(_prefix)).SelectMany(stored => stored.Lines).ToList();
        Assert.Equal(Enumerable.Range(0, written).Select(number => number.ToString(CultureInfo.InvariantCulture)), lines);
        Console.WriteLine($"{kills} kills, {written} events, {notices.Count(notice => notice.Contains("died in the store", StringComparison.Ordinal))} wedged objects.");
    }

    private void Frequent(OssAppendOptions options)
    {
        options.ObjectKey = $"{_prefix}/app.log";
        options.BufferingTimeLimit = TimeSpan.FromMilliseconds(1);
        options.ShutdownTimeout = TimeSpan.FromSeconds(30);
    }

    private static byte[] Line(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!condition())
            await timer.WaitForNextTickAsync(limit.Token);
    }
}
