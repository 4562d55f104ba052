namespace LogAppendSink;

/// <summary>
/// The importance of a record, from least to most. It is not stored. It decides which records are sent at once and which are dropped first
/// when the buffer fills.
/// </summary>
/// <remarks>The values are those of Serilog's <c>LogEventLevel</c> and of <c>Microsoft.Extensions.Logging.LogLevel</c>.</remarks>
public enum RecordLevel
{
    /// <summary>Serilog's Verbose, Microsoft.Extensions.Logging's Trace.</summary>
    Verbose = 0,

    /// <summary>Information for developers.</summary>
    Debug = 1,

    /// <summary>Normal operation.</summary>
    Information = 2,

    /// <summary>Unexpected, but handled.</summary>
    Warning = 3,

    /// <summary>Something failed.</summary>
    Error = 4,

    /// <summary>Serilog's Fatal, Microsoft.Extensions.Logging's Critical: sent at once, without waiting for more events.</summary>
    Fatal = 5,
}
