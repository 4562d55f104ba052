using Serilog;
using Serilog.Core;
using Serilog.Formatting.Json;

namespace LogAppendSink.Benchmarks;

/// <summary>Where events go in one run.</summary>
/// <param name="Logger">What they are logged to; disposed when all are.</param>
/// <param name="CountAsync">Counts those that have arrived.</param>
internal sealed record Target(Logger Logger, Func<Task<int>> CountAsync)
{
    internal static Target Nothing(int events) =>
        new(new LoggerConfiguration().WriteTo.Sink(new NullSink()).CreateLogger(), () => Task.FromResult(events));

    internal static Target OfFile(string path, bool buffered) => new(
        new LoggerConfiguration().WriteTo.File(new JsonFormatter(), path, buffered: buffered, fileSizeLimitBytes: null).CreateLogger(),
        () => Task.FromResult(File.ReadLines(path).Count()));
}
