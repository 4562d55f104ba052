using LogAppendSink.Benchmarks.Work;
using Serilog.Core;

namespace LogAppendSink.Benchmarks.Contestants;

/// <summary>A sink of Serilog's.</summary>
internal sealed class SerilogTarget(Logger logger, Func<Task<(long Lines, long Bytes)>> countAsync) : ITarget
{
    private readonly SerilogWork _work = new(logger);

    public void Log(int number) => _work.Log(number);

    public Task<(long Lines, long Bytes)> CountAsync() => countAsync();

    public ValueTask DisposeAsync() => logger.DisposeAsync();
}
