using Serilog.Core;

namespace LogAppendSink.Benchmarks;

/// <summary>The events that are logged: five properties of the common kinds.</summary>
internal static class WorkMix
{
    private static readonly string[] Paths = ["/", "/orders", "/orders/17/items", "/checkout", "/health"];

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
