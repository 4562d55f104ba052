using System.Globalization;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;

namespace Serilog.Sinks.OssAppend.Batching;

/// <summary>
/// Serilog's event queue before a batched sink, extended in two ways: the failure listener is set on both, and events dropped by the queue
/// are counted and reported when it ends.
/// </summary>
internal sealed class QueuedSink : ILogEventSink, ISetLoggingFailureListener, IDisposable, IAsyncDisposable
{
    private readonly OssAppendSink _sink;
    private readonly OssAppendBatchedSink _batched;
    private readonly ILogEventSink _queue;
    private long _emitted;
    private int _isEnding;

    /// <exception cref="ArgumentOutOfRangeException">Serilog rejects the options.</exception>
    internal QueuedSink(OssAppendSink sink, BatchingOptions options)
    {
        _sink = sink;
        Options = options;
        _batched = new OssAppendBatchedSink(sink);
        try
        {
            _queue = LoggerSinkConfiguration.CreateSink(writeTo => writeTo.Sink(_batched, options));
        }
        catch
        {
            sink.Dispose();
            throw;
        }
    }

    internal BatchingOptions Options { get; }

    public void Emit(LogEvent logEvent)
    {
        if (Volatile.Read(ref _isEnding) == 0)
            Interlocked.Increment(ref _emitted);
        _queue.Emit(logEvent);
    }

    public void SetFailureListener(ILoggingFailureListener failureListener)
    {
        _sink.SetFailureListener(failureListener);
        (_queue as ISetLoggingFailureListener)?.SetFailureListener(failureListener);
    }

    public void Dispose()
    {
        var isFirst = Interlocked.Exchange(ref _isEnding, 1) == 0;
        (_queue as IDisposable)?.Dispose();
        if (isFirst)
            ReportWhatTheQueueDropped();
    }

    public async ValueTask DisposeAsync()
    {
        var isFirst = Interlocked.Exchange(ref _isEnding, 1) == 0;
        if (_queue is IAsyncDisposable queue)
            await queue.DisposeAsync().ConfigureAwait(false);
        if (isFirst)
            ReportWhatTheQueueDropped();
    }

    private void ReportWhatTheQueueDropped()
    {
        var dropped = Interlocked.Read(ref _emitted) - _batched.Received;
        if (dropped <= 0)
            return;

        _sink.Failures.QueueDropped(string.Create(
            CultureInfo.InvariantCulture,
            $"Serilog's queue was full and dropped {dropped} events. Raise its QueueLimit, or remove batching."));
    }
}
