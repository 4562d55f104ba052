using Serilog.Core;
using Serilog.Events;

namespace Serilog.Sinks.OssAppend.Tests.Support;

/// <summary>Captures events from a real logger.</summary>
internal sealed class Capture : ILogEventSink
{
    private LogEvent? _last;

    public void Emit(LogEvent logEvent) => _last = logEvent;

    internal static LogEvent Event(Action<ILogger> log)
    {
        var capture = new Capture();
        using var logger = new LoggerConfiguration().MinimumLevel.Verbose().Enrich.FromLogContext().WriteTo.Sink(capture).CreateLogger();
        log(logger);
        return capture._last ?? throw new InvalidOperationException("Nothing was logged.");
    }
}
