using System.Buffers;
using System.Globalization;
using System.Text;
using LogAppendSink.Cli.Terminal;
using LogAppendSink.Reading;

namespace LogAppendSink.Cli.Formatting;

/// <summary>Events for people. What is no event is shown as it is.</summary>
/// <remarks>Whatever a log holds, it does not reach the terminal as a command: all of it goes through <see cref="ShownText"/>.</remarks>
/// <param name="isPretty">With the properties that the message does not show.</param>
/// <param name="isColoured">With colours.</param>
internal sealed class EventFormatter(bool isPretty, bool isColoured) : IRecordFormatter
{
    private const string Reset = "\u001b[0m";
    private const string Dim = "\u001b[90m";
    private const string NoTime = "(no time)";
    private const string PrettyTime = "yyyy-MM-dd HH:mm:ss.fff";
    private const int LevelNameLengthMax = 20;

    private readonly StringBuilder _text = new();

    public void Write(ReadOnlySpan<byte> record, IBufferWriter<byte> output)
    {
        _text.Clear();
        if (LogEvent.TryParse(record.ToArray(), out var logEvent))
            Append(logEvent);
        else
            ShownText.Append(_text, Encoding.UTF8.GetString(record));
        _text.Append('\n');
        foreach (var chunk in _text.GetChunks())
            Encoding.UTF8.GetBytes(chunk.Span, output);
    }

    private void Append(LogEvent logEvent)
    {
        var (name, colour) = Level(logEvent);
        Coloured(Dim, TimeOf(logEvent));
        _text.Append(isPretty ? " " : " [");
        Coloured(colour, name);
        _text.Append(isPretty ? " " : "] ");
        ShownText.Append(_text, logEvent.RenderMessage());
        if (isPretty)
            AppendProperties(logEvent);
        if (logEvent.Exception is { } exception)
        {
            _text.Append('\n').Append(isColoured ? colour : "");
            ShownText.Append(_text, exception.TrimEnd(), indent: isPretty ? "    " : "");
            _text.Append(isColoured ? Reset : "");
        }
    }

    /// <summary>The properties that the message does not show.</summary>
    private void AppendProperties(LogEvent logEvent)
    {
        foreach (var property in logEvent.Properties)
        {
            if (MessageRenderer.Shows(logEvent, property.Name))
                continue;
            _text.Append(' ').Append(isColoured ? Dim : "");
            ShownText.Append(_text, property.ToString());
            _text.Append(isColoured ? Reset : "");
        }
    }

    private string TimeOf(LogEvent logEvent) => logEvent.Timestamp is not { } time
        ? NoTime.PadRight(isPretty ? PrettyTime.Length : 0)
        : time.UtcDateTime.ToString(isPretty ? PrettyTime : "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>What its writer called it where that says more than the level.</summary>
    private static (string Name, string Colour) Level(LogEvent logEvent)
    {
        var (name, colour) = Level(logEvent.Level);
        return logEvent.ForeignLevelName is { } foreign
            ? (ShownText.Of(foreign.Length <= LevelNameLengthMax ? foreign : $"{foreign.AsSpan(0, LevelNameLengthMax)}…"), colour)
            : (name, colour);
    }

    private static (string Name, string Colour) Level(RecordLevel level) => level switch
    {
        RecordLevel.Verbose => ("VRB", Dim),
        RecordLevel.Debug => ("DBG", Dim),
        RecordLevel.Information => ("INF", "\u001b[36m"),
        RecordLevel.Warning => ("WRN", "\u001b[33m"),
        RecordLevel.Error => ("ERR", "\u001b[31m"),
        _ => ("FTL", "\u001b[97;41m"),
    };

    private void Coloured(string colour, string text)
    {
        if (isColoured)
            _text.Append(colour).Append(text).Append(Reset);
        else
            _text.Append(text);
    }
}
