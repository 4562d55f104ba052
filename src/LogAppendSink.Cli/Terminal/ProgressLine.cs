using System.Globalization;

namespace LogAppendSink.Cli.Terminal;

/// <summary>
/// A progress line on standard error, shown after two seconds: bar, amount, speed, remaining time. Shows nothing if standard error is not a
/// terminal, or if the output goes to the same terminal. Thread-safe.
/// </summary>
internal sealed class ProgressLine : IProgress<long>, IDisposable
{
    private const string ClearLine = "\r\u001b[K";

    private const int BarMin = 10;
    private const int BarMax = 40;
    private const int WhatMax = 40;

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

    /// <param name="tool">Provides the terminal and the clock.</param>
    /// <param name="what">The name to show, e.g. a key.</param>
    /// <param name="totalBytes">The total number of bytes; 0 if unknown.</param>
    /// <param name="writesOutput">Whether the command writes to standard output while the line is shown.</param>
    internal ProgressLine(ToolEnvironment tool, string what, long totalBytes, bool writesOutput)
    {
        (_tool, _what, _totalBytes) = (tool, ShownText.Of(what), totalBytes);
        // A dumb terminal cannot clear a line.
        _isShown = tool.IsErrorTerminal && !(writesOutput && tool.IsOutputTerminal) && tool.Variables("TERM") != "dumb";
        _startedAt = tool.Time.GetTimestamp();
    }

    /// <summary>Adds a completed part to the total; later reports are relative to this total.</summary>
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

    /// <summary>Fits the line to the window: first the bar and the name are shortened, then the bar is omitted. It never wraps.</summary>
    private string TextOf(long doneBytes, TimeSpan elapsed)
    {
        // The last column stays free: after it, the cursor would move to the next line.
        var width = Math.Max(1, _tool.Error.Profile.Width - 1);
        var bytesASecond = doneBytes / elapsed.TotalSeconds;
        var rate = $"{ByteText.Of((long)bytesASecond)}/s";
        if (_totalBytes <= 0)
            return Fit(_what, $"  {ByteText.Of(doneBytes)}  {rate}", width);

        var share = Math.Clamp((double)doneBytes / _totalBytes, 0, 1);
        var left = bytesASecond > 0
            ? TimeSpan.FromSeconds(Math.Clamp((_totalBytes - doneBytes) / bytesASecond, 0, 359_999))
            : TimeSpan.Zero;
        var leftText = left.ToString(left.TotalHours >= 1 ? "h\\:mm\\:ss" : "m\\:ss", CultureInfo.InvariantCulture);
        var figures = string.Create(CultureInfo.InvariantCulture, $"  {Math.Floor(share * 100),3:0} %  {ByteText.Of(doneBytes)} "
            + $"of {ByteText.Of(_totalBytes)}  {rate}  {leftText} left");
        var what = _what.Length > WhatMax ? $"…{_what[^(WhatMax - 1)..]}" : _what;
        var bar = Math.Min(BarMax, width - what.Length - figures.Length - 2);
        return bar >= BarMin ? $"{what}  {Bar(share, bar)}{figures}" : Fit(what, figures, width);
    }

    private static string Bar(double share, int width)
    {
        var done = (int)(share * width);
        return new string('━', done) + new string('┄', width - done);
    }

    /// <summary>Shortens the name from its start; in a very narrow window, shows only the figures that fit.</summary>
    private static string Fit(string what, string figures, int width)
    {
        var room = width - figures.Length;
        return room >= what.Length ? what + figures
            : room > 1 ? $"…{what[^(room - 1)..]}{figures}"
            : figures.Trim()[..Math.Min(width, figures.Trim().Length)];
    }
}
