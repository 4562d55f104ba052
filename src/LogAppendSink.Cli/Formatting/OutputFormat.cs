namespace LogAppendSink.Cli.Formatting;

/// <summary>How records are shown.</summary>
internal enum OutputFormat
{
    /// <summary>
    /// For people: time, level, message, the properties that are not in the message, and the exception on the next lines. Coloured on a
    /// terminal.
    /// </summary>
    Pretty,

    /// <summary>The records as they are stored, one per line.</summary>
    Json,

    /// <summary>Time, level and message on one line, with the exception on the lines below; no colours.</summary>
    Text,
}
