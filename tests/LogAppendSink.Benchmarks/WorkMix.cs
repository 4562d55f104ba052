using Serilog.Core;

namespace LogAppendSink.Benchmarks;

/// <summary>The events that are logged: five properties of the common kinds.</summary>
internal static class WorkMix
{
    private static readonly string[] Paths = ["/", "/orders", "/orders/17/items", "/checkout", "/health"];

    internal static void Log(Logger logger, int events, int producers)
    {
        var threads = Enumerable.Range(0, producers - 1).Select(_ => new Thread(() => Log(logger, events / producers))).ToList();
        foreach (var thread in threads)
            thread.Start();
        Log(logger, events - (events / producers * (producers - 1)));
        foreach (var thread in threads)
            thread.Join();
    }

    internal static void Log(Logger logger, int events)
    {
        for (var number = 0; number < events; number++)
        {
            logger.Information(
                "HTTP {Method} {Path} responded {StatusCode} in {Elapsed} ms for request {Number}",
                "GET",
                Paths[number % Paths.Length],
                200,
                number * 0.125,
                number);
        }
    }
}
