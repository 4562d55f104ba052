namespace LogAppendSink.Spool;

/// <summary>
/// Reports when one kind of disk operation begins to fail and when it works again, instead of each failure. Thread-safe.
/// </summary>
/// <param name="notices">Receives the notices.</param>
/// <param name="message">The operation that fails, and its consequence.</param>
internal sealed class DiskOutageReporter(SpoolNotices notices, string message)
{
    private int _isFailing;

    internal bool IsFailing => Volatile.Read(ref _isFailing) == 1;

    internal void ReportFailure(Exception exception)
    {
        if (Interlocked.Exchange(ref _isFailing, 1) == 1)
            return;
        notices.Post(
            $"{message} {DiskErrors.Describe(exception)} Free disk space, or fix the directory BufferPath and its permissions.",
            exception);
    }

    internal void ReportSuccess()
    {
        if (Interlocked.Exchange(ref _isFailing, 0) == 1)
            notices.Post("The spool works again.");
    }
}
