using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Simulation.Sharing;

/// <summary>The conditions of a run in which several pipelines of one process share a key, drawn from its seed.</summary>
/// <param name="Common">What every run has.</param>
/// <param name="Pipelines">How many pipelines a process has.</param>
/// <param name="HasSpool">Whether they have a common <c>BufferPath</c>; then processes die, and leave spools to the next one.</param>
/// <param name="AreRecordsIdentical">Whether records differ in length alone, so that batches are often equal.</param>
/// <param name="DeathProbability">How likely a step is a process's last.</param>
/// <param name="DeathAtCallMax">A process may die at one of so many of its first calls of the disk; 0 for none.</param>
internal sealed record SharingConditions(
    Conditions Common,
    int Pipelines,
    bool HasSpool,
    bool AreRecordsIdentical,
    double DeathProbability,
    int DeathAtCallMax)
{
    /// <summary>Memory, in OSS.</summary>
    internal static SharingConditions DrawMemory(Random random) => Draw(random, Conditions.Draw, hasSpool: false);

    /// <summary>A spool for each pipeline, in OSS.</summary>
    internal static SharingConditions DrawSpool(Random random) => Draw(random, Conditions.Draw, hasSpool: true);

    /// <summary>A spool for each pipeline, in Ceph.</summary>
    internal static SharingConditions DrawCephSpool(Random random) => Draw(random, Conditions.DrawCeph, hasSpool: true);

    internal OssAppendOptions ToOptions()
    {
        var options = Common.ToOptions();
        if (HasSpool)
        {
            options.BufferPath = "/spool";
            options.BufferSizeLimitBytes = OssAppendOptionsRules.BufferSizeLimitBytesMin;
            options.BufferDurability = BufferDurability.Process;
        }

        return options;
    }

    private static SharingConditions Draw(Random random, Func<Random, Conditions> drawCommon, bool hasSpool)
    {
        T OneOf<T>(params T[] choices) => choices[random.Next(choices.Length)];

        var common = drawCommon(random);
        var pipelines = OneOf(2, 2, 3);
        return new SharingConditions(
            common with
            {
                Writers = pipelines,
                RetryTimeLimit = hasSpool ? null : common.RetryTimeLimit,
                ClockShiftProbability = 0,
                QueueLimitBytes = 512 * 1024,

                // Deleting or replacing an object removes stored records; other runs cover that.
                Faults = [.. common.Faults.Where(fault => !World.Meddles(fault) || fault is StoreFault.ForeignAppendBefore or StoreFault.ForeignAppendOfSameLengthBefore or StoreFault.AppliedThenForeignAppendThenLost).DefaultIfEmpty(StoreFault.AppliedThenLost)],
            },
            pipelines,
            hasSpool,
            AreRecordsIdentical: random.Next(3) > 0,
            DeathProbability: hasSpool ? OneOf(0.02, 0.1, 0.3) : 0,
            DeathAtCallMax: hasSpool ? OneOf(0, 0, 300, 1_000) : 0);
    }
}
