namespace LogAppendSink.Spool;

/// <summary>One thing that the disk may refuse: told when it begins and when it is over, not each time. Thread-safe.</summary>
/// <param name="news">Where it is told.</param>
/// <param name="what">What cannot be done, and what follows from it.</param>
internal sealed class Trouble(SpoolNotices news, string what)
{
    // Of Unix, errno itself; of Windows, as an HRESULT.
    private const int InputOutputError = 5;
    private const int NoSuchDeviceOrAddress = 6;
    private const int NoSuchDevice = 19;
    private const int ReadOnlyFileSystem = 30;
    private const int WindowsWriteProtected = unchecked((int)0x80070013);
    private const int WindowsNotReady = unchecked((int)0x80070015);
    private const int WindowsDeviceGone = unchecked((int)0x80070037);

    private int _isOn;

    internal bool IsOn => Volatile.Read(ref _isOn) == 1;

    /// <summary>What the disk answers with when it refuses; anything else is a fault of our own.</summary>
    internal static bool IsOfDisk(Exception exception) => exception is IOException or UnauthorizedAccessException or NotSupportedException;

    /// <summary>
    /// Whether the disk or the directory is gone, read-only or forbidden: no room that is freed helps, and waiting has no end in sight.
    /// Everything else may be a lack of room (.NET gives a full disk no code of its own), and passes when there is some.
    /// </summary>
    internal static bool IsDiskGone(Exception exception) => exception is UnauthorizedAccessException or DirectoryNotFoundException or DriveNotFoundException or NotSupportedException
        || exception is IOException { HResult: InputOutputError or NoSuchDeviceOrAddress or NoSuchDevice or ReadOnlyFileSystem or WindowsWriteProtected or WindowsNotReady or WindowsDeviceGone };

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
