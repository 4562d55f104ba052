using System.Text;
using Serilog.Core;
using Serilog.Events;

namespace LogAppendSink.EndToEnd.Batching;

internal sealed class OrderSink(LogPipeline pipeline) : IBatchedLogEventSink
{
    public Task EmitBatchAsync(IReadOnlyCollection<LogEvent> batch)
    {
        foreach (var logEvent in batch)
            pipeline.TryWrite(Encoding.UTF8.GetBytes($$"""{"Number":{{logEvent.Properties["Number"]}}}"""), RecordLevel.Information);
        return Task.CompletedTask;
    }
}
