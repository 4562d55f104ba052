using System.Globalization;
using LogAppendSink.Clef;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.OssAppend.Encoding;

namespace Serilog.Sinks.OssAppend;

/// <summary>
/// Encodes each event on the thread that logs it, and returns when the event is in the store. Throws if that fails: an audited event is
/// never replaced by a marker.
/// </summary>
internal sealed class OssAppendAuditSink(IAuditTarget target, IEventEncoder encoder, TimeSpan storeTimeLimit, TimeProvider time)
    : ILogEventSink, IDisposable, IAsyncDisposable
{
    internal IAuditTarget Target => target;

    internal TimeSpan StoreTimeLimit => storeTimeLimit;

    public void Emit(LogEvent logEvent)
    {
        // Above the event limit, so that the exception can report the actual size, but bounded.
        using var record = RecordBuffer.Rent((int)Math.Min(int.MaxValue, 4L * target.EventBodyLimitBytes));
        try
        {
            encoder.Encode(logEvent, record);
        }
        catch (Exception) when (record.IsOverLimit)
        {
            // The target rejects the record with an exception that reports its size.
        }
        catch (Exception)
        {
            target.CountRefused();
            throw;
        }

        // A formatter that writes nothing omits the event on purpose.
        if (record.Written.Length == 0)
            return;

        using var limit = new CancellationTokenSource(storeTimeLimit, time);
        var stored = target.StoreAsync(record.Written, EventLevels.Hint(logEvent.Level), limit.Token);
        try
        {
            // Serilog's audit sinks are synchronous. This thread also checks the time limit: timers run on the thread pool, which such
            // calls can block.
            if (!CompletesWithinAsync(stored, storeTimeLimit))
                limit.Cancel();
            stored.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException(string.Create(
                CultureInfo.InvariantCulture,
                $"An audited event was not stored within storeTimeLimit ({storeTimeLimit:c}). It is still buffered and may be "
                    + $"stored later."));
        }
    }

    private static bool CompletesWithinAsync(Task task, TimeSpan limit)
    {
        try
        {
            return task.Wait(limit);
        }
        catch (AggregateException)
        {
            return true; // The caller rethrows the inner exception.
        }
    }

    public void Dispose() => target.Dispose();

    public ValueTask DisposeAsync() => target.DisposeAsync();
}
