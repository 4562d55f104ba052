using System.Globalization;

namespace LogAppendSink.Cli.Terminal;

/// <summary>
/// One line on a terminal's standard error, from the third second on: how much, how fast, how long it takes still. Shows nothing where
/// nobody looks, or where the output goes to the same terminal. Thread-safe.
/// </summary>
internal sealed class ProgressLine : IProgress<long>, IDisposable
{
    private const string ClearLine = "\r\u001b[K";

    private static readonly TimeSpan ShowAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShowEvery = TimeSpan.FromMilliseconds(200);

    private readonly ToolEnvironment _tool;
    private readonly string _what;
    private readonly long _totalBytes;
    private readonly bool _isShown;
    private readonly object _gate = new();
    private readonly long _startedAt;
    private TimeSpan _shownAt = ShowAfter - ShowEvery;
    private long _beforeBytes;
    private bool _isOnScreen;

    /// <param name="tool">Has the terminal and the clock.</param>
    /// <param name="what">What is done, e.g. a key.</param>
    /// <param name="totalBytes">How many bytes it is in all; 0 where nobody knows.</param>
    /// <param name="writesOutput">Whether the command writes to standard output while it lasts.</param>
    internal ProgressLine(ToolEnvironment tool, string what, long totalBytes, bool writesOutput)
    {
        (_tool, _what, _totalBytes) = (tool, what, totalBytes);
        _isShown = tool.IsErrorTerminal && !(writesOutput && tool.IsOutputTerminal);
        _startedAt = tool.Time.GetTimestamp();
    }

    /// <summary>What of the bytes in all belongs to parts that are done; reports count from there.</summary>
    internal void Complete(long partBytes)
    {
        lock (_gate)
            _beforeBytes += partBytes;
    }

    public void Report(long value)
    {
        if (!_isShown)
            return;
        lock (_gate)
        {
            var elapsed = _tool.Time.GetElapsedTime(_startedAt);
            if (elapsed - _shownAt < ShowEvery)
                return;
            _shownAt = elapsed;
            _isOnScreen = true;
            _tool.ErrorText.Write(ClearLine + TextOf(_beforeBytes + value, elapsed));
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isOnScreen)
                _tool.ErrorText.Write(ClearLine);
            _isOnScreen = false;
        }
    }

    private string TextOf(long doneBytes, TimeSpan elapsed)
    {
        var bytesASecond = doneBytes / elapsed.TotalSeconds;
        var rate = $"{ByteText.Of((long)bytesASecond)}/s";
        if (_totalBytes <= 0)
            return $"{_what}  {ByteText.Of(doneBytes)}  {rate}";

        var share = Math.Min(100, 100.0 * doneBytes / _totalBytes);
        var left = bytesASecond > 0 ? TimeSpan.FromSeconds(Math.Min((_totalBytes - doneBytes) / bytesASecond, 359_999)) : TimeSpan.Zero;
        var leftText = left.ToString(left.TotalHours >= 1 ? "h\\:mm\\:ss" : "m\\:ss", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{_what}  {share:0} %  {ByteText.Of(doneBytes)} of {ByteText.Of(_totalBytes)}  {rate}  {leftText} left");
    }
}
