namespace LogAppendSink;

/// <summary>
/// The importance of a record, from least to most. It is not stored. It decides which records are sent at once and which are dropped first
/// when the buffer fills.
/// </summary>
/// <remarks>The values are those of Serilog's <c>LogEventLevel</c> and of <c>Microsoft.Extensions.Logging.LogLevel</c>.</remarks>
public enum RecordLevel
{
    /// <summary>Serilog's Verbose; Microsoft.Extensions.Logging's Trace.</summary>
    Verbose = 0,

    /// <summary>Information for developers.</summary>
    Debug = 1,

    /// <summary>Normal operation.</summary>
    Information = 2,

    /// <summary>An unexpected event that was handled.</summary>
    Warning = 3,

    /// <summary>A failure.</summary>
    Error = 4,

    /// <summary>Serilog's Fatal; Microsoft.Extensions.Logging's Critical. Sent at once, without waiting for more events.</summary>
    Fatal = 5,
}
