using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using LogAppendSink.Credentials;
using Xunit;

namespace LogAppendSink.EndToEnd.ForeignCode;

/// <summary>
/// Everything of the application that delivery calls, at once, on real threads: a handler, a credentials provider, the listeners of notices and
/// of metrics throw, block, or return no result at any call, as the seed says.
/// </summary>
public sealed class WhimsicalCodeTests
{
    // Fewer than the calls of one kind that may be stuck before further ones are refused.
    private const int StuckMax = 4;

    private const int Events = 60;

    // Waits between tries double with each failure.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Every_event_is_stored_once_whatever_code_of_the_application_does(int seed)
    {
        await using var rig = await Rig.StartAsync();
        var (requests, credentials) = (new Whims(seed, StuckMax), new Whims(seed + 100, StuckMax));
        var (notices, metrics) = (new Whims(seed + 200, stuckMax: 1), new Whims(seed + 300, stuckMax: 1));
        using var handler = new WhimsicalHandler(requests);
        var key = string.Create(CultureInfo.InvariantCulture, $"whims/{seed}.clef");
        using var listener = ListenTo(key, metrics);
        var pipeline = rig.CreatePipeline(options =>
        {
            options.RequestTimeout = TimeSpan.FromMilliseconds(200);
            options.ShutdownTimeout = TimeSpan.FromMinutes(1);
            options.ObjectKey = key;
            options.RollingInterval = ObjectRollingInterval.Infinite;
            options.HttpMessageHandler = handler;
            var accessKey = new OssCredentials(options.AccessKeyId!, options.AccessKeySecret!); // The rig has set them.
            (options.AccessKeyId, options.AccessKeySecret) = (null, null);
            options.Credentials = new WhimsicalProvider(accessKey, credentials);
            options.OnNotice = _ => notices.Call();
        });
        try
        {
            for (var number = 0; number < Events; number++)
            {
                pipeline.TryWrite(Event(number), RecordLevel.Information);
                if (number % 15 == 14)
                    await pipeline.FlushAsync().WaitAsync(Limit, TimeProvider.System);
            }
        }
        finally
        {
            foreach (var whims in new[] { requests, credentials, notices, metrics })
                whims.Release();
            await pipeline.DisposeAsync();
        }

        var stored = (await rig.ReadEventsAsync("whims/")).Select(e => e.GetProperty("@mt").GetString());
        Assert.Equal(Enumerable.Range(0, Events).Select(number => number.ToString(CultureInfo.InvariantCulture)), stored);
        Assert.Equal((Events, Events, 0L), (pipeline.Status.Accepted, pipeline.Status.Stored, pipeline.Status.Dropped));
        Assert.True(requests.Count + credentials.Count > 0, "Something has gone wrong.");
    }

    private static byte[] Event(int number) => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{{\"@t\":\"2026-03-01T07:00:00Z\",\"@mt\":\"{number}\"}}\n"));

    private static MeterListener ListenTo(string objectKey, Whims whims)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "LogAppendSink")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Call(tags));
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Call(tags));
        listener.Start();
        return listener;

        void Call(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            // Other tests have pipelines of their own.
            foreach (var tag in tags)
            {
                if (tag.Key == "logappend.object_key" && Equals(tag.Value, objectKey))
                    whims.Call();
            }
        }
    }
}
