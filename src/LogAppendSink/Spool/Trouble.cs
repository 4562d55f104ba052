namespace LogAppendSink.Spool;

/// <summary>One thing that the disk may refuse: told when it begins and when it is over, not each time. Thread-safe.</summary>
/// <param name="news">Where it is told.</param>
/// <param name="what">What cannot be done, and what follows from it.</param>
internal sealed class Trouble(SpoolNews news, string what)
{
    private int _isOn;

    internal bool IsOn => Volatile.Read(ref _isOn) == 1;

    /// <summary>What the disk answers with when it refuses; anything else is a fault of our own.</summary>
    internal static bool IsOfDisk(Exception exception) => exception is IOException or UnauthorizedAccessException or NotSupportedException;

    internal void Begins(Exception exception)
    {
        if (Interlocked.Exchange(ref _isOn, 1) == 1)
            return;

        news.Post(new DeliveryNotice(DeliveryNoticeKind.SpoolUnavailable, $"{what} ({exception.GetType().Name}: {exception.Message}) Free the disk, or mend the directory BufferPath and its permissions.")
        {
            Exception = exception,
        });
    }

    internal void IsOver()
    {
        if (Interlocked.Exchange(ref _isOn, 0) == 1)
            news.Post(new DeliveryNotice(DeliveryNoticeKind.SpoolUnavailable, "The spool works again."));
    }
}
