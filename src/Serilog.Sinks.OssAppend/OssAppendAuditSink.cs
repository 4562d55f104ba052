using System.Globalization;
using LogAppendSink.Clef;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.OssAppend.Encoding;

namespace Serilog.Sinks.OssAppend;

/// <summary>
/// Encodes each event on the thread that logs it, and returns when it is in the store. Throws whatever prevents that: no marker takes the
/// place of an audited event.
/// </summary>
internal sealed class OssAppendAuditSink(IAuditTarget target, IEventEncoder encoder, TimeSpan storeTimeLimit, TimeProvider time)
    : ILogEventSink, IDisposable, IAsyncDisposable
{
    internal IAuditTarget Target => target;

    internal TimeSpan StoreTimeLimit => storeTimeLimit;

    public void Emit(LogEvent logEvent)
    {
        // Beyond the limit, so that the refusal can say by how much; but not without limit.
        using var record = RecordBuffer.Rent((int)Math.Min(int.MaxValue, 4L * target.EventBodyLimitBytes));
        try
        {
            encoder.Encode(logEvent, record);
        }
        catch (Exception) when (record.IsOverLimit)
        {
            // The target refuses it for its size, and says so.
        }
        catch (Exception)
        {
            target.CountRefused();
            throw;
        }

        // A formatter that writes nothing leaves the event out on purpose.
        if (record.Written.Length == 0)
            return;

        using var limit = new CancellationTokenSource(storeTimeLimit, time);
        var stored = target.StoreAsync(record.Written, EventLevels.Hint(logEvent.Level), limit.Token);
        try
        {
            // Serilog's audit sinks are synchronous. This thread keeps the time too: timers fire on the thread pool, which such calls can block.
            if (!CompletesWithinAsync(stored, storeTimeLimit))
                limit.Cancel();
            stored.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException(string.Create(
                CultureInfo.InvariantCulture,
                $"An audited event was not stored within storeTimeLimit ({storeTimeLimit:c}). It is still buffered and may be stored later."));
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
            return true; // What it holds is thrown by the caller, without the wrapping.
        }
    }

    public void Dispose() => target.Dispose();

    public ValueTask DisposeAsync() => target.DisposeAsync();
}
