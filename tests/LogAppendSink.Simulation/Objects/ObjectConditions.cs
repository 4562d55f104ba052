using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Simulation.Objects;

/// <summary>The conditions of a run with one object, all drawn from its seed.</summary>
internal sealed record ObjectConditions
{
    internal const int RequestSizeLimitBytes = 1024;

    internal required int Steps { get; init; }

    /// <summary>The share of requests with a fault.</summary>
    internal required double FaultProbability { get; init; }

    internal required IReadOnlyList<StoreFault> Faults { get; init; }

    /// <summary>How likely an append is cancelled while it is in flight.</summary>
    internal required double CancelProbability { get; init; }

    /// <summary>How likely a step begins with another process, which knows what the last one has stored.</summary>
    internal required double RestartProbability { get; init; }

    internal required bool SaysChecksum { get; init; }

    internal required TimeSpan? RetryTimeLimit { get; init; }

    /// <summary>Whether another process may touch the object, or the store return wrong responses.</summary>
    internal bool IsMeddled => Faults.Any(World.Meddles);

    internal static ObjectConditions Draw(Random random)
    {
        T OneOf<T>(params T[] choices) => choices[random.Next(choices.Length)];

        var faults = FaultsFor(random);
        return new ObjectConditions
        {
            Steps = random.Next(10, 80),
            FaultProbability = OneOf(0, 0.05, 0.2, 0.5),
            Faults = faults,
            CancelProbability = OneOf(0, 0.1, 0.3),
            RestartProbability = OneOf(0, 0.05, 0.2),

            // Without checksums, replacing an object with one of the same length cannot be detected.
            SaysChecksum = faults.Any(World.Meddles) || random.Next(5) > 0,
            RetryTimeLimit = OneOf<TimeSpan?>(null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30)),
        };
    }

    private static StoreFault[] FaultsFor(Random random)
    {
        // Bodies damaged in transit are covered by a separate guarantee with separate tests.
        // An object that is opened by an old HEAD has an old position: the first append to it meets a conflict and ends it, which has tests of its own.
        var all = StoreFaults.OfAnyStore
            .Where(fault => fault is not (StoreFault.None or StoreFault.StoredDamaged or StoreFault.StaleHead or StoreFault.StaleHeadOfAbsent))
            .ToArray();
        switch (random.Next(3))
        {
            case 0:
                return all.Where(fault => !World.Meddles(fault)).ToArray();
            case 1:
                return all.Where(fault => fault != StoreFault.NoChecksum).ToArray();
            default:
                random.Shuffle(all);
                var few = all[..random.Next(1, 7)];
                return few.Any(World.Meddles) ? few.Where(fault => fault != StoreFault.NoChecksum).ToArray() : few;
        }
    }

    internal OssAppendOptions ToOptions() => new()
    {
        Endpoint = "http://127.0.0.1:1",
        Region = "cn-hangzhou",
        Bucket = "simulated",
        AccessKeyId = "id",
        AccessKeySecret = "secret",
        BatchSizeLimitBytes = RequestSizeLimitBytes,
        EventBodyLimitBytes = RequestSizeLimitBytes,
        RetryTimeLimit = RetryTimeLimit,
    };
}
