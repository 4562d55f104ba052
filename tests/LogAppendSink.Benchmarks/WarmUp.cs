using System.Runtime;

namespace LogAppendSink.Benchmarks;

/// <summary>
/// Work in advance, until the runtime has made of the methods what they stay: a service runs for weeks. It first makes them so that they
/// count what they do, and from that as they stay, after a rest and in the background. Measured before that is done, threads contend for those
/// counters, and the compiler for the processors: half a second of it stood in two seconds of work.
/// </summary>
internal static class WarmUp
{
    private const int RoundsMin = 5;
    private const int RoundsMax = 12;

    // Some hundred bodies of 1 MiB: each body calls the sending methods once or twice, and the JIT recompiles a method twice, after 30 calls each.
    private const int EventsARound = 250_000;

    // In a round that compiles no more than these, it is single methods that come their way now and then.
    private const int MethodsAtRestMax = 20;

    // The runtime begins when nothing was new for 100 ms.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(300);

    // A shorter run shows that it works; its figures compare nothing.
    private const int MeasuredEventsMin = 100_000;

    /// <param name="events">How many events are measured afterwards.</param>
    /// <param name="log">Logs so many.</param>
    internal static async Task RunAsync(int events, Action<int> log)
    {
        if (events < MeasuredEventsMin)
        {
            log(events);
            return;
        }

        for (var round = 1; round <= RoundsMax; round++)
        {
            var before = JitInfo.GetCompiledMethodCount();
            log(EventsARound);
            if (await CompiledAtRestAsync() - before <= MethodsAtRestMax && round >= RoundsMin)
                return;
        }
    }

    /// <summary>Waits until no method is compiled any more.</summary>
    /// <returns>How many were, since the process began.</returns>
    private static async Task<long> CompiledAtRestAsync()
    {
        for (var before = -1L; ;)
        {
            await Task.Delay(Rest, TimeProvider.System);
            var compiled = JitInfo.GetCompiledMethodCount();
            if (compiled == before)
                return compiled;
            before = compiled;
        }
    }
}
