using Microsoft.Win32.SafeHandles;

namespace LogAppendSink.Cli.Terminal;

/// <summary>Standard output as a stream that tells when nobody reads any more.</summary>
internal static class StandardOutput
{
    // EPIPE, the same number on Linux and macOS; .NET puts it into HResult.
    private const int BrokenPipe = 32;

    /// <summary>
    /// On Unix the console's own stream swallows a broken pipe, and <c>logappend cat … | head</c> would read gigabytes for nobody; a file
    /// stream on the same descriptor throws. On a file that has a position it would write at a position of its own, over what others
    /// write there: those keep the console's.
    /// </summary>
    internal static Stream Open()
    {
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();

        var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }

    /// <summary>Another standard stream; where the caller has closed it, one that holds nothing and takes everything.</summary>
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

    /// <summary>What a write to a closed pipe throws.</summary>
    internal static IOException BrokenPipeError() => new("The reader of the output has gone.", BrokenPipe);

    /// <summary>Whether this is what a write to a closed pipe throws.</summary>
    internal static bool IsBrokenPipe(IOException exception) =>
        exception.HResult == BrokenPipe || (exception.HResult & 0xFFFF) is 109 or 232 && OperatingSystem.IsWindows(); // ERROR_BROKEN_PIPE, ERROR_NO_DATA
}
