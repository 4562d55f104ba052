using System.Globalization;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging.Tests.Support;

/// <summary>Keeps the event ids that are logged, as number and name.</summary>
internal sealed class EventIdLogger : ILogger
{
    internal List<string> Ids { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Ids.Add(string.Create(CultureInfo.InvariantCulture, $"{eventId.Id} {eventId.Name}"));
}
