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
/// <para>
/// A batch is accepted when it is in the pipeline's buffer, not when it is stored, and is sent without waiting for more. It never throws,
/// so that no batch comes a second time, and never waits for room: a full buffer drops and counts, also with
/// <see cref="QueueFullMode.Wait"/>. An event whose encoding does not end within 10 s is counted in <see cref="PipelineStatus.Refused"/>,
/// and the next one follows.
/// </para>
/// <para>
/// The queue before this sink is Serilog's. It drops without a report when it is full (<c>QueueLimit</c>), and what is in it is lost with
/// the process even with <see cref="OssAppendOptions.BufferPath"/>. Thread-safe, although Serilog hands over one batch at a time.
/// </para>
/// </remarks>
public sealed class OssAppendBatchedSink
    : IBatchedLogEventSink, PeriodicBatching.IBatchedLogEventSink, ISetLoggingFailureListener, IDisposable, IAsyncDisposable
{
    private readonly OssAppendSink _sink;
    private readonly BatchWriter _writer;
    private long _received;

    /// <summary>Creates a sink with a pipeline of its own, which it disposes.</summary>
    /// <param name="configure">Called once, at once, with the defaults.</param>
    /// <param name="formatter">Formats an event; it gets a <c>\n</c> if it has none. Default: null, the compact log event format.</param>
    /// <param name="outputTemplate">A text format, e.g. <c>{Timestamp:o} [{Level:u3}] {Message:lj}{NewLine}{Exception}</c>. Default: null.</param>
    /// <param name="formatProvider">The culture of <paramref name="outputTemplate"/>. Default: null, the invariant one.</param>
    /// <exception cref="OssAppendOptionsException">Settings that cannot work; the message lists every fault.</exception>
    /// <exception cref="ArgumentException">Both <paramref name="formatter"/> and <paramref name="outputTemplate"/> are set.</exception>
    public OssAppendBatchedSink(
        Action<OssAppendOptions> configure,
        ITextFormatter? formatter = null,
        string? outputTemplate = null,
        IFormatProvider? formatProvider = null)
        : this(OssAppendSinks.Create(GivenSettings.From(configure), OssAppendSinks.Encoder(formatter, outputTemplate, formatProvider), isForBatches: true))
    {
    }

    /// <summary>Creates a sink over a pipeline that exists already.</summary>
    /// <param name="pipeline">Used and not disposed: its creator disposes it, after the logger.</param>
    /// <param name="formatter">Formats an event; it gets a <c>\n</c> if it has none. Default: null, the compact log event format.</param>
    /// <param name="outputTemplate">A text format, e.g. <c>{Timestamp:o} [{Level:u3}] {Message:lj}{NewLine}{Exception}</c>. Default: null.</param>
    /// <param name="formatProvider">The culture of <paramref name="outputTemplate"/>. Default: null, the invariant one.</param>
    /// <exception cref="ArgumentException">Both <paramref name="formatter"/> and <paramref name="outputTemplate"/> are set.</exception>
    public OssAppendBatchedSink(
        LogPipeline pipeline, ITextFormatter? formatter = null, string? outputTemplate = null, IFormatProvider? formatProvider = null)
        : this(OssAppendSinks.Over(NotNull(pipeline), OssAppendSinks.Encoder(formatter, outputTemplate, formatProvider), isForBatches: true))
    {
    }

    internal OssAppendBatchedSink(OssAppendSink sink, TimeProvider? time = null)
    {
        _sink = sink;
        _writer = new BatchWriter(sink, time ?? TimeProvider.System);
    }

    /// <summary>How many events have arrived in batches.</summary>
    internal long Received => Interlocked.Read(ref _received);

    /// <summary>Hands a batch over to the pipeline.</summary>
    /// <param name="batch">The events. Not used after the task has completed.</param>
    /// <returns>A task that completes when all of them are in the buffer, or dropped and counted. It does not fail.</returns>
    public Task EmitBatchAsync(IReadOnlyCollection<LogEvent> batch) => EmitBatchAsync((IEnumerable<LogEvent>)batch);

    /// <inheritdoc cref="EmitBatchAsync(IReadOnlyCollection{LogEvent})"/>
    public async Task EmitBatchAsync(IEnumerable<LogEvent> batch)
    {
        // A copy: an abandoned thread may still read it when Serilog fills the collection again.
        var events = batch.ToArray();
        Interlocked.Add(ref _received, events.Length);
        await _writer.WriteAsync(events).ConfigureAwait(false);
        _sink.Target.SendSoon();
    }

    /// <summary>Does nothing: the pipeline keeps its own time.</summary>
    /// <returns>A task that is complete.</returns>
    public Task OnEmptyBatchAsync() => Task.CompletedTask;

    /// <summary>
    /// Sets the listener that gets the events which are not stored. Serilog's batching does not pass on the one of
    /// <c>WriteTo.FallbackChain</c> and <c>WriteTo.Fallible</c>; <c>WriteTo.OssAppend(…, batching: …)</c> does.
    /// </summary>
    /// <param name="failureListener">The listener. It may throw, and is called from several threads.</param>
    public void SetFailureListener(ILoggingFailureListener failureListener) => _sink.SetFailureListener(failureListener);

    /// <summary>As <see cref="DisposeAsync"/>, blocking for at most <see cref="OssAppendOptions.ShutdownTimeout"/> and a second.</summary>
    public void Dispose() => _sink.Dispose();

    /// <summary>
    /// Disposes the pipeline, where it is this sink's own: sends what is buffered within <see cref="OssAppendOptions.ShutdownTimeout"/>, and
    /// counts and reports the rest.
    /// </summary>
    /// <returns>A task that completes within that time and a second.</returns>
    public ValueTask DisposeAsync() => _sink.DisposeAsync();

    private static LogPipeline NotNull(LogPipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return pipeline;
    }
}
