namespace LogAppendSink.Cli.Formatting;

/// <summary>How records are shown.</summary>
internal enum OutputFormat
{
    /// <summary>For people: time, level, message, the properties that are not in it, the exception below; in colour on a terminal.</summary>
    Pretty,

    /// <summary>The records as they are stored, a line each.</summary>
    Json,

    /// <summary>Time, level and message on a line, the exception below; no colour.</summary>
    Text,
}
