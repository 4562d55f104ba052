using LogAppendSink.Benchmarks.Work;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Benchmarks.Contestants;

/// <summary>A provider of Microsoft.Extensions.Logging's.</summary>
internal sealed class LoggingTarget : ITarget
{
    private readonly ServiceProvider _services;
    private readonly LoggingWork _work;
    private readonly Func<Task<(long Lines, long Bytes)>> _countAsync;

    internal LoggingTarget(Action<ILoggingBuilder> configure, Func<Task<(long Lines, long Bytes)>> countAsync)
    {
        _services = new ServiceCollection().AddLogging(logging =>
        {
            logging.SetMinimumLevel(LogLevel.Debug);
            configure(logging);
        }).BuildServiceProvider();
        _work = new LoggingWork(_services.GetRequiredService<ILoggerFactory>());
        _countAsync = countAsync;
    }

    public void Log(int number) => _work.Log(number);

    public Task<(long Lines, long Bytes)> CountAsync() => _countAsync();

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
