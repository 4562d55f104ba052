using Microsoft.Win32.SafeHandles;

namespace LogAppendSink.Cli.Terminal;

/// <summary>Opens standard output as a stream that throws when its reader has closed it.</summary>
internal static class StandardOutput
{
    // EPIPE, the same number on Linux and macOS; .NET stores it in HResult.
    private const int BrokenPipe = 32;

    /// <summary>
    /// On Unix the console's stream ignores a broken pipe, so <c>logappend cat … | head</c> would read gigabytes in vain. A file stream
    /// on the same descriptor throws instead. On a seekable file, a file stream would keep its own position and overwrite the output of
    /// other processes, so such files use the console's stream.
    /// </summary>
    internal static Stream Open()
    {
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();

        var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }

    /// <summary>Opens another standard stream, or an empty stream if the caller has closed it.</summary>
    internal static Stream OpenOrNull(Func<Stream> open)
    {
        try
        {
            return open();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Stream.Null;
        }
    }

    /// <summary>The exception that a write to a closed pipe throws.</summary>
    internal static IOException BrokenPipeError() => new("The reader of the output has closed the pipe.", BrokenPipe);

    /// <summary>Whether an exception comes from a write to a closed pipe.</summary>
    internal static bool IsBrokenPipe(IOException exception) =>
        // ERROR_BROKEN_PIPE, ERROR_NO_DATA
        exception.HResult == BrokenPipe || (exception.HResult & 0xFFFF) is 109 or 232 && OperatingSystem.IsWindows();
}
