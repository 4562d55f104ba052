using LogAppendSink.Clef;
using Serilog.Debugging;

namespace Serilog.Sinks.OssAppend;

/// <summary>
/// SelfLog for code that must not fail. What it is enabled with is the application's: it may throw, or log to the sink that is about to report
/// something. A report made while another is being written on the same thread is left out, since it would cause the next one.
/// </summary>
internal static class GuardedSelfLog
{
    private const int ErrorBytesLimit = 64 * 1024;

    // A mark on the thread's own stack, without content between two reports: sinks do not meet in it.
    [ThreadStatic]
    private static bool _isWriting;

    /// <summary>Never throws.</summary>
    /// <param name="format">With the places <c>{0}</c> and <c>{1}</c>.</param>
    /// <param name="what">For <c>{0}</c>; what is an exception is written as its text, within bounds.</param>
    /// <param name="error">For <c>{1}</c>, as above.</param>
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
            // SelfLog is the last place to report to.
        }
        finally
        {
            _isWriting = false;
        }
    }

    /// <summary>Not the exception itself: its text may throw as well, or have no end.</summary>
    private static string TextOf(Exception error)
    {
        using var text = RecordBuffer.Rent(ErrorBytesLimit);
        text.WriteException(error);
        return System.Text.Encoding.UTF8.GetString(text.Written);
    }
}
