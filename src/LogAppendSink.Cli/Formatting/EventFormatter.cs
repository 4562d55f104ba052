using System.Buffers;
using System.Globalization;
using System.Text;
using LogAppendSink.Cli.Terminal;
using LogAppendSink.Reading;

namespace LogAppendSink.Cli.Formatting;

/// <summary>Formats events for people. Records that are not events are shown unchanged.</summary>
/// <remarks>All text goes through <see cref="ShownText"/>, so that log content cannot send commands to the terminal.</remarks>
/// <param name="isPretty">Whether to show the properties that are not in the message.</param>
/// <param name="isColoured">Whether to use colours.</param>
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

    /// <summary>Appends the properties that are not in the message.</summary>
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

    /// <summary>Returns the level name of the record if it is not one of the six levels, else the three-letter name.</summary>
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
