using OpenTelemetry;
using OpenTelemetry.Metrics;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests.Metrics;

/// <summary>OpenTelemetry's SDK collects the meter with the line in the documentation.</summary>
public sealed class OpenTelemetryTests
{
    [Fact]
    public async Task SDK_collects_counters_that_add_up()
    {
        using var exporter = new PointExporter("otel-account");
        using var metrics = Sdk.CreateMeterProviderBuilder().AddMeter("LogAppendSink").AddReader(
            new BaseExportingMetricReader(exporter)).Build();
        await using var pipeline = await MeteredPipeline.StartAsync("otel-account");

        Assert.True(metrics.ForceFlush());

        Assert.Equal(4, exporter.Points["logappend.events.accepted"]);
        Assert.Equal(2, exporter.Points["logappend.events.stored"]);
        Assert.Equal(1, exporter.Points["logappend.events.dropped reason=record_too_large"]);
        Assert.Equal(1, exporter.Points["logappend.events.pending"]);
        Assert.Equal(
            exporter.Points["logappend.events.accepted"],
            exporter.Points["logappend.events.stored"] + exporter.Points["logappend.events.pending"]
                + exporter.Points.Where(
                    point => point.Key.StartsWith("logappend.events.dropped ", StringComparison.Ordinal)).Sum(point => point.Value));
        Assert.Equal("waits\n".Length, exporter.Points["logappend.buffer.usage"]);
        Assert.Equal("one\ntwo\n".Length, exporter.Points["logappend.stored.size"]);
        Assert.Equal(1, exporter.Points["logappend.delivery.lag"]);
        Assert.Equal(1, exporter.Points["logappend.append.duration"]); // The number of measurements.
    }

    /// <summary>The last value of each series of one pipeline; for a histogram, its count.</summary>
    private sealed class PointExporter(string bucket) : BaseExporter<Metric>
    {
        internal Dictionary<string, double> Points { get; } = [];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                foreach (ref readonly var point in metric.GetMetricPoints())
                    Add(metric, point);
            }

            return ExportResult.Success;
        }

        private void Add(Metric metric, in MetricPoint point)
        {
            var tags = new Dictionary<string, object?>();
            foreach (var tag in point.Tags)
                tags[tag.Key] = tag.Value;
            if (!bucket.Equals(tags["logappend.bucket"]))
                return; // A pipeline of another test.

            var reason = tags.TryGetValue("reason", out var value) ? $" reason={value}" : "";
            Points[metric.Name + reason] = metric.MetricType switch
            {
                MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
                MetricType.DoubleGauge => point.GetGaugeLastValueDouble(),
                MetricType.Histogram => point.GetHistogramCount(),
                var other => throw new InvalidOperationException($"{metric.Name} is exported as {other}."),
            };
        }
    }
}
