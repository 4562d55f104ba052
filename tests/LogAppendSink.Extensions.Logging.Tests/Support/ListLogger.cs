using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging.Tests.Support;

/// <summary>Keeps each message as text: the level, the message, the exception's message.</summary>
internal sealed class ListLogger(ICollection<string> lines) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Add($"{logLevel}: {formatter(state, exception)}{(exception is null ? "" : $" ({exception.Message})")}");
}
