using Xunit;

namespace LogAppendSink.EndToEnd;

public sealed class RollingTests
{
    [Fact]
    public async Task Ten_thousand_events_are_stored_once_and_in_order_when_objects_are_small()
    {
        const int count = 10_000;
        const int objectSizeLimitBytes = 64 * 1024;
        await using var rig = await Rig.StartAsync();

        await using (var logger = rig.CreateLogger(options =>
        {
            options.ObjectSizeLimitBytes = objectSizeLimitBytes;
            options.BatchSizeLimitBytes = 16 * 1024;
            options.EventBodyLimitBytes = 4 * 1024;
        }))
        {
            for (var number = 0; number < count; number++)
                logger.Information("Event {Number} of {Count}, {Filler}", number, count, new string('x', number % 100));
        }

        var objects = await rig.ReadObjectsAsync();
        Assert.True(objects.Count > 15, $"{objects.Count} objects hold more than a megabyte.");
        Assert.EndsWith("-001.clef", objects[1].Key, StringComparison.Ordinal);
        Assert.All(objects, pair => Assert.InRange(pair.Bytes.Length, 1, objectSizeLimitBytes));
        Assert.All(objects, pair => Assert.Equal((byte)'\n', pair.Bytes[^1]));
        var numbers = (await rig.ReadEventsAsync()).Select(e => e.GetProperty("Number").GetInt32());
        Assert.Equal(Enumerable.Range(0, count), numbers);
    }

    [Fact]
    public async Task Pipeline_continues_the_last_object_when_it_restarts()
    {
        await using var rig = await Rig.StartAsync();

        await using (var first = rig.CreateLogger())
            first.Information("Event {Number}", 0);
        await rig.RestartEmulatorAsync();
        await using (var second = rig.CreateLogger())
            second.Information("Event {Number}", 1);

        Assert.Single(await rig.ReadObjectsAsync());
        Assert.Equal([0, 1], (await rig.ReadEventsAsync()).Select(e => e.GetProperty("Number").GetInt32()));
        Assert.Empty(rig.Notices.All);
    }
}
