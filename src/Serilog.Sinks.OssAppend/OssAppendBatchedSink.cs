using LogAppendSink;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Sinks.OssAppend.Batching;

namespace Serilog.Sinks.OssAppend;

/// <summary>
/// A sink for Serilog's batching, <c>WriteTo.Sink(sink, new BatchingOptions())</c>, and for the <c>PeriodicBatchingSink</c> of package
/// Serilog.Sinks.PeriodicBatching: events are encoded on the batching thread instead of the thread that logs, and stored exactly once and
/// in order by a <see cref="LogPipeline"/>. <c>WriteTo.OssAppend(…, batching: …)</c> is the short form.
/// </summary>
/// <remarks>
/// <para> A batch is complete when it is in the pipeline's buffer, not when it is stored, and is sent without waiting for more events. The
/// sink never throws, so that no batch is repeated, and never waits for space: a full buffer drops and counts events, also with <see
/// cref="QueueFullMode.Wait"/>. An event that takes longer than 10 s to encode is counted in <see cref="PipelineStatus.Refused"/> and
/// skipped.
/// </para>
/// <para> The queue before this sink belongs to Serilog. It silently drops events when it is full (<c>QueueLimit</c>), and its events are
/// lost with the process even with <see cref="OssAppendOptions.BufferPath"/>. Thread-safe, although Serilog passes one batch at a time.
/// </para>
/// </remarks>
public sealed class OssAppendBatchedSink
    : IBatchedLogEventSink, PeriodicBatching.IBatchedLogEventSink, ISetLoggingFailureListener, IDisposable, IAsyncDisposable
{
    private readonly OssAppendSink _sink;
    private readonly BatchWriter _writer;
    private long _received;

    /// <summary>Creates a sink with a new pipeline, which the sink disposes.</summary>
    /// <param name="configure">Called once, immediately, with the default options.</param>
    /// <param name="formatter">Formats an event; <c>\n</c> is appended if missing. Default: null, the compact log event format.</param>
    /// <param name="outputTemplate">
    /// A text format, e.g. <c>{Timestamp:o} [{Level:u3}] {Message:lj}{NewLine}{Exception}</c>. Default: null.
    /// </param>
    /// <param name="formatProvider">The culture of <paramref name="outputTemplate"/>. Default: null, the invariant culture.</param>
    /// <exception cref="OssAppendOptionsException">The settings are invalid; the message lists all errors.</exception>
    /// <exception cref="ArgumentException">Both <paramref name="formatter"/> and <paramref name="outputTemplate"/> are set.</exception>
    public OssAppendBatchedSink(
        Action<OssAppendOptions> configure,
        ITextFormatter? formatter = null,
        string? outputTemplate = null,
        IFormatProvider? formatProvider = null)
        : this(OssAppendSinks.Create(
            GivenSettings.From(configure), OssAppendSinks.Encoder(formatter, outputTemplate, formatProvider), isForBatches: true))
    {
    }

    /// <summary>Creates a sink with an existing pipeline.</summary>
    /// <param name="pipeline">The pipeline. Its creator disposes it, after the logger.</param>
    /// <param name="formatter">Formats an event; <c>\n</c> is appended if missing. Default: null, the compact log event format.</param>
    /// <param name="outputTemplate">
    /// A text format, e.g. <c>{Timestamp:o} [{Level:u3}] {Message:lj}{NewLine}{Exception}</c>. Default: null.
    /// </param>
    /// <param name="formatProvider">The culture of <paramref name="outputTemplate"/>. Default: null, the invariant culture.</param>
    /// <exception cref="ArgumentException">Both <paramref name="formatter"/> and <paramref name="outputTemplate"/> are set.</exception>
    public OssAppendBatchedSink(
        LogPipeline pipeline, ITextFormatter? formatter = null, string? outputTemplate = null, IFormatProvider? formatProvider = null)
        : this(
            OssAppendSinks.Over(NotNull(pipeline), OssAppendSinks.Encoder(formatter, outputTemplate, formatProvider), isForBatches: true))
    {
    }

    internal OssAppendBatchedSink(OssAppendSink sink, TimeProvider? time = null)
    {
        _sink = sink;
        _writer = new BatchWriter(sink, time ?? TimeProvider.System);
    }

    /// <summary>The number of events received in batches.</summary>
    internal long Received => Interlocked.Read(ref _received);

    /// <summary>Passes a batch to the pipeline.</summary>
    /// <param name="batch">The events; not used after the task has completed.</param>
    /// <returns>A task that completes when all events are buffered, or dropped and counted. Never fails.</returns>
    public Task EmitBatchAsync(IReadOnlyCollection<LogEvent> batch) => EmitBatchAsync((IEnumerable<LogEvent>)batch);

    /// <inheritdoc cref="EmitBatchAsync(IReadOnlyCollection{LogEvent})"/>
    public async Task EmitBatchAsync(IEnumerable<LogEvent> batch)
    {
        // Copied, since an abandoned thread may still read the batch when Serilog reuses the collection.
        var events = batch.ToArray();
        Interlocked.Add(ref _received, events.Length);
        await _writer.WriteAsync(events).ConfigureAwait(false);
        _sink.Target.SendSoon();
    }

    /// <summary>Does nothing: the pipeline has its own timing.</summary>
    /// <returns>A completed task.</returns>
    public Task OnEmptyBatchAsync() => Task.CompletedTask;

    /// <summary>
    /// Sets the listener for events that are not stored. Serilog's batching does not pass on the listener of <c>WriteTo.FallbackChain</c>
    /// and <c>WriteTo.Fallible</c>; <c>WriteTo.OssAppend(…, batching: …)</c> does.
    /// </summary>
    /// <param name="failureListener">The listener. It may throw, and is called from several threads.</param>
    public void SetFailureListener(ILoggingFailureListener failureListener) => _sink.SetFailureListener(failureListener);

    /// <summary>
    /// As <see cref="DisposeAsync"/>, but blocks, for at most <see cref="OssAppendOptions.ShutdownTimeout"/> and a second.
    /// </summary>
    public void Dispose() => _sink.Dispose();

    /// <summary>
    /// Disposes the sink, and its pipeline if the sink created it: sends buffered events within <see
    /// cref="OssAppendOptions.ShutdownTimeout"/>, then counts and reports the rest.
    /// </summary>
    /// <returns>A task that completes within that time and a second.</returns>
    public ValueTask DisposeAsync() => _sink.DisposeAsync();

    private static LogPipeline NotNull(LogPipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return pipeline;
    }
}
