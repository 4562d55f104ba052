using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests.Metrics;

/// <summary>
/// What <c>dotnet-counters monitor --counters LogAppendSink</c> would show: it reads the events of the source
/// <c>System.Diagnostics.Metrics</c>, and so does this, with the arguments that it passes.
/// </summary>
public sealed class EventSourceTests
{
    [Fact]
    public async Task Pipeline_counters_are_published()
    {
        await using var pipeline = await MeteredPipeline.StartAsync("event-source");
        using var counters = new CounterListener("event-source");

        // The source publishes its totals at its own intervals.
        await counters.SeeAsync("logappend.events.accepted", 4);
        await counters.SeeAsync("logappend.events.stored", 2);
        await counters.SeeAsync("logappend.events.dropped", 1, "reason=record_too_large");
        await counters.SeeAsync("logappend.events.pending", 1);
        await counters.SeeAsync("logappend.buffer.usage", "waits\n".Length);
        await counters.SeeAsync("logappend.delivery.lag", 1);
    }

    /// <summary>A session like that of dotnet-counters, in this process.</summary>
    private sealed class CounterListener(string bucket) : EventListener
    {
        // EventKeywords of the source's MetricsEventSource: TimeSeriesValues.
        private const EventKeywords TimeSeriesValues = (EventKeywords)0x2;

        private readonly ConcurrentDictionary<(string Name, double Value, string Tag), TaskCompletionSource> _seen = new();

        internal Task SeeAsync(string name, double value, string tag = "") =>
            Sight(name, value, tag).Task.WithDeadline($"{name} {tag} to be {value}");

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "System.Diagnostics.Metrics")
            {
                EnableEvents(eventSource, EventLevel.Informational, TimeSeriesValues, new Dictionary<string, string?>
                {
                    ["SessionId"] = Guid.NewGuid().ToString(),
                    ["Metrics"] = "LogAppendSink",
                    ["RefreshInterval"] = "0.1", // In seconds; the minimum.
                });
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName?.EndsWith("ValuePublished", StringComparison.Ordinal) != true)
                return;

            // Totals where available, otherwise rates.
            var tags = Text(eventData, "tags");
            var figure = Text(eventData, "value") is { Length: > 0 } total ? total : Text(eventData, "lastValue");
            if (!tags.Contains($"logappend.bucket={bucket},", StringComparison.Ordinal)
                || !double.TryParse(figure, CultureInfo.InvariantCulture, out var value))
            {
                return;
            }

            foreach (var tag in tags.Split(',').Append(""))
                Sight(Text(eventData, "instrumentName"), value, tag).TrySetResult();
        }

        private TaskCompletionSource Sight(string name, double value, string tag) =>
            _seen.GetOrAdd((name, value, tag), _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

        private static string Text(EventWrittenEventArgs eventData, string name) =>
            eventData.PayloadNames?.IndexOf(name) is { } index and >= 0 ? eventData.Payload?[index] as string ?? "" : "";
    }
}
