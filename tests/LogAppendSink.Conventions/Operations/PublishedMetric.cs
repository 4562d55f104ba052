using System.Diagnostics.Metrics;

namespace LogAppendSink.Conventions.Operations;

/// <summary>An instrument that a pipeline publishes, by the name of its own and by those that Prometheus has for it.</summary>
/// <param name="Name">As in the meter.</param>
/// <param name="PrometheusNames">As OpenTelemetry's exporter makes them: unit behind, <c>_total</c> behind what only grows, three of a histogram.</param>
internal sealed record PublishedMetric(string Name, IReadOnlyList<string> PrometheusNames)
{
    /// <summary>What a pipeline publishes, heard from outside as an operator's exporter hears it.</summary>
    internal static IReadOnlyList<PublishedMetric> All()
    {
        var published = new Dictionary<string, PublishedMetric>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == "LogAppendSink")
                published[instrument.Name] = Of(instrument);
        };
        listener.Start();
        using (LogPipeline.Create(new OssAppendOptions { Endpoint = "http://127.0.0.1:9", Region = "cn-hangzhou", Bucket = "logs", AccessKeyId = "id", AccessKeySecret = "secret" }))
        {
            // Its instruments are published when it is created; nothing is logged, so nothing is waited for.
        }

        return [.. published.Values];
    }

    private static PublishedMetric Of(Instrument instrument)
    {
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "", // {event} and its like are no units to Prometheus.
        };
        var name = instrument.Name.Replace('.', '_') + unit;
        var kind = instrument.GetType().Name.Split('`')[0];
        return new PublishedMetric(instrument.Name, kind switch
        {
            "Histogram" => [$"{name}_bucket", $"{name}_count", $"{name}_sum"],
            "Counter" or "ObservableCounter" => [$"{name}_total"],
            _ => [name],
        });
    }
}
