using LogAppendSink.Clef;
using Serilog.Debugging;

namespace Serilog.Sinks.OssAppend;

/// <summary>
/// SelfLog for code that must not fail. Its output is application code, which may throw, or log to the sink that is about to report. A
/// report made during another report on the same thread is dropped, since it would cause the next one.
/// </summary>
internal static class GuardedSelfLog
{
    private const int ErrorBytesLimit = 64 * 1024;

    // Marks the thread's stack, without content between reports: sinks share no data.
    [ThreadStatic]
    private static bool _isWriting;

    /// <summary>Writes to SelfLog. Never throws.</summary>
    /// <param name="format">A format with the holes <c>{0}</c> and <c>{1}</c>.</param>
    /// <param name="what">The value for <c>{0}</c>. An exception is written as text, within a limit.</param>
    /// <param name="error">The value for <c>{1}</c>, as above.</param>
    internal static void WriteLine(string format, object what, Exception? error = null)
    {
        if (_isWriting)
            return;

        _isWriting = true;
        try
        {
            SelfLog.WriteLine(format, what is Exception first ? TextOf(first) : what, error is null ? null : TextOf(error));
        }
        catch (Exception)
        {
            // There is no further place to report to.
        }
        finally
        {
            _isWriting = false;
        }
    }

    /// <summary>Returns an exception as text: formatting the exception itself may throw, or never end.</summary>
    private static string TextOf(Exception error)
    {
        using var text = RecordBuffer.Rent(ErrorBytesLimit);
        text.WriteException(error);
        return System.Text.Encoding.UTF8.GetString(text.Written);
    }
}
