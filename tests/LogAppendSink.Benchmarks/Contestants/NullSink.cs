using Serilog.Core;
using Serilog.Events;

namespace LogAppendSink.Benchmarks.Contestants;

/// <summary>Throws every event away: what making it costs remains.</summary>
internal sealed class NullSink : ILogEventSink
{
    public void Emit(LogEvent logEvent)
    {
    }
}
