using System.Globalization;
using System.Text;
using LogAppendSink.Credentials;
using LogAppendSink.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace LogAppendSink.EndToEnd.ForeignCode;

/// <summary>
/// The handler, the credentials provider and the listener of one pipeline throw, block, hang, ignore their tokens and finish late, as a seed
/// decides. LOGAPPENDSINK_MISBEHAVIOR_SEEDS sets how many seeds run (6 by default), LOGAPPENDSINK_MISBEHAVIOR_FIRST the first of them (1). A seed decides
/// what each call does, but not the order of threads.
/// </summary>
public sealed class RandomMisbehaviorTests(ITestOutputHelper output)
{
    private const int EventCount = 60;
    private const int Parallelism = 6;

    private static int Setting(string name, int byDefault) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : byDefault;

    [Fact]
    public async Task Events_are_stored_once_and_in_order_when_user_code_misbehaves_at_random()
    {
        var first = Setting("LOGAPPENDSINK_MISBEHAVIOR_FIRST", 1);
        var seeds = Enumerable.Range(first, Setting("LOGAPPENDSINK_MISBEHAVIOR_SEEDS", 6));

        await Parallel.ForEachAsync(seeds, new ParallelOptions { MaxDegreeOfParallelism = Parallelism }, async (seed, _) => await RunAsync(seed));
    }

    private async Task RunAsync(int seed)
    {
        await using var rig = await Rig.StartAsync();
        var requests = new SeededMisbehavior(seed, probability: 0.3);
        var keys = new SeededMisbehavior(seed + 1_000_000, probability: 0.15);
        var notices = new SeededMisbehavior(seed + 2_000_000, probability: 0.5);
        using var handler = new MisbehavingHandler(requests);
        var credentials = new OssCredentials(rig.Emulator.Options.AccessKeyId, rig.Emulator.Options.AccessKeySecret);
        LogPipeline? pipeline = null;
        var extra = 0;
        pipeline = rig.CreatePipeline(options =>
        {
            (options.AccessKeyId, options.AccessKeySecret) = (null, null);
            options.Credentials = new MisbehavingProvider(credentials, keys);
            options.HttpMessageHandler = handler;
            options.RequestTimeout = TimeSpan.FromSeconds(1);
            options.ShutdownTimeout = TimeSpan.FromMinutes(1);
            options.OnNotice = _ => notices.RunAsync(() =>
            {
                // A listener that logs: it enters the pipeline from its own notice.
                if (Volatile.Read(ref pipeline)?.TryWrite(Record("notice", Interlocked.Increment(ref extra)), RecordLevel.Warning) == false)
                    Interlocked.Decrement(ref extra);
                return Task.FromResult(true);
            }).GetAwaiter().GetResult();
        });

        for (var number = 0; number < EventCount; number++)
        {
            Assert.True(pipeline.TryWrite(Record("event", number), RecordLevel.Information));
            if (number % 4 == 3)
                await pipeline.FlushAsync().WithDeadline($"seed {seed}: the flush after event {number}");
        }

        foreach (var misbehavior in new[] { requests, keys, notices })
            misbehavior.Release();
        await pipeline.DisposeAsync().AsTask().WithDeadline($"seed {seed}: disposal");

        var status = pipeline.Status;
        var events = await rig.ReadEventsAsync();
        var numbers = events.Where(e => e.GetProperty("@mt").GetString() == "event").Select(e => e.GetProperty("n").GetInt32());
        Assert.True(numbers.SequenceEqual(Enumerable.Range(0, EventCount)), $"Seed {seed}: the object holds {string.Join(' ', numbers)}.");

        // A released listener may log after disposal: such events are counted as dropped.
        var late = status.DroppedByReason.GetValueOrDefault(DropReason.Closed);
        Assert.True(
            status.Accepted == status.Stored + late && status.Stored == events.Count,
            $"Seed {seed}: {status.Accepted} accepted, {status.Stored} stored, dropped {string.Join(", ", status.DroppedByReason)}; {events.Count} in the object.");
        output.WriteLine($"Seed {seed}: {requests.Count} requests, {keys.Count} credentials calls and {notices.Count} notices misbehaved; {events.Count} events.");
    }

    private static byte[] Record(string template, int number) =>
        Encoding.UTF8.GetBytes($"{{\"@t\":\"2026-03-01T07:00:00Z\",\"@mt\":\"{template}\",\"n\":{number}}}\n");
}
