using LogAppendSink.Reading;

namespace LogAppendSink.Cli.Commands;

/// <summary>Keeps how far a follower went.</summary>
internal sealed class CursorFile(string path, TimeProvider time)
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);

    private long? _savedAt;

    /// <summary>What it says; null where there is no such file yet.</summary>
    /// <exception cref="ToolException">It is no cursor.</exception>
    internal LogCursor? Read()
    {
        try
        {
            return File.Exists(path) ? LogCursor.Parse(File.ReadAllText(path)) : null;
        }
        catch (FormatException exception)
        {
            throw new ToolException($"'{path}' is no cursor: {exception.Message} Delete it to begin at the end.", ExitCode.Usage, exception);
        }
    }

    /// <summary>Whether it was not saved a moment ago. Killed in between, a second's events come again.</summary>
    internal bool IsDue => _savedAt is not { } savedAt || time.GetElapsedTime(savedAt) >= SaveEvery;

    /// <summary>Whole or not at all: it is written beside and moved.</summary>
    internal void Save(LogCursor cursor)
    {
        _savedAt = time.GetTimestamp();
        var temporary = $"{path}.new";
        File.WriteAllText(temporary, $"{cursor}\n");
        File.Move(temporary, path, overwrite: true);
    }
}
