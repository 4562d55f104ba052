namespace LogAppendSink;

/// <summary>
/// How important a record is, from least to most. A hint beside the record, never shipped: it decides
/// what is flushed at once and what is shed first when the buffer fills.
/// </summary>
/// <remarks>The values are those of Serilog's <c>LogEventLevel</c> and of <c>Microsoft.Extensions.Logging.LogLevel</c>.</remarks>
public enum RecordLevel
{
    /// <summary>Serilog's Verbose, Microsoft.Extensions.Logging's Trace.</summary>
    Verbose = 0,

    /// <summary>Of use to developers.</summary>
    Debug = 1,

    /// <summary>The normal course of things.</summary>
    Information = 2,

    /// <summary>Unexpected, and survived.</summary>
    Warning = 3,

    /// <summary>Something failed.</summary>
    Error = 4,

    /// <summary>Serilog's Fatal, Microsoft.Extensions.Logging's Critical: sent at once, without waiting for company.</summary>
    Fatal = 5,
}
