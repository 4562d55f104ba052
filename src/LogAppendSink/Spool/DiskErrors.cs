namespace LogAppendSink.Spool;

/// <summary>Classifies exceptions of file operations.</summary>
internal static class DiskErrors
{
    // On Unix, the HResult is errno.
    private const int InputOutputError = 5;
    private const int NoSuchDeviceOrAddress = 6;
    private const int NoSuchDevice = 19;
    private const int ReadOnlyFileSystem = 30;
    private const int WindowsWriteProtected = unchecked((int)0x80070013);
    private const int WindowsNotReady = unchecked((int)0x80070015);
    private const int WindowsDeviceGone = unchecked((int)0x80070037);

    /// <summary>Whether the disk caused the exception. Any other exception is a bug.</summary>
    internal static bool IsDiskError(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or NotSupportedException;

    /// <summary>
    /// Whether the disk or the directory is missing, read-only or forbidden, so that freed space does not help. Any other error may be a
    /// full disk, for which .NET has no code of its own, and may pass.
    /// </summary>
    internal static bool IsDiskGone(Exception exception) =>
        exception is UnauthorizedAccessException or DirectoryNotFoundException or DriveNotFoundException or NotSupportedException
            or IOException
        {
            HResult: InputOutputError or NoSuchDeviceOrAddress or NoSuchDevice or ReadOnlyFileSystem
                or WindowsWriteProtected or WindowsNotReady or WindowsDeviceGone
        };

    /// <summary>Whether the file or its directory does not exist.</summary>
    internal static bool IsMissing(Exception exception) => exception is FileNotFoundException or DirectoryNotFoundException;

    internal static string Describe(Exception exception) => $"({exception.GetType().Name}: {exception.Message})";
}
