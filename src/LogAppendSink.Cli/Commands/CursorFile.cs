using LogAppendSink.Reading;

namespace LogAppendSink.Cli.Commands;

/// <summary>Stores the position of a follower.</summary>
internal sealed class CursorFile(string path, TimeProvider time)
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);

    private long? _savedAt;

    /// <summary>Reads the cursor; null if the file does not exist.</summary>
    /// <exception cref="ToolException">The file is not a cursor.</exception>
    internal LogCursor? Read()
    {
        try
        {
            return File.Exists(path) ? LogCursor.Parse(File.ReadAllText(path)) : null;
        }
        catch (FormatException exception)
        {
            throw new ToolException($"'{path}' is not a cursor file: {exception.Message} "
                + "Delete it to start with new events.", ExitCode.Usage, exception);
        }
    }

    /// <summary>
    /// Whether at least one second has passed since the last save. If the process is killed, up to one second of events is printed again.
    /// </summary>
    internal bool IsDue => _savedAt is not { } savedAt || time.GetElapsedTime(savedAt) >= SaveEvery;

    /// <summary>Saves atomically: writes a temporary file and renames it.</summary>
    internal void Save(LogCursor cursor)
    {
        _savedAt = time.GetTimestamp();
        var temporary = $"{path}.new";
        File.WriteAllText(temporary, $"{cursor}\n");
        File.Move(temporary, path, overwrite: true);
    }
}
