using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Simulation.Spool;

/// <summary>The conditions of a run with a spool, drawn from its seed: those of any run, and how processes end.</summary>
/// <param name="Common">What every run has.</param>
/// <param name="Durability">When records are flushed.</param>
/// <param name="FlushInterval">How often, with <see cref="BufferDurability.Interval"/>.</param>
/// <param name="DeathProbability">How likely a step is a process's last.</param>
/// <param name="DeathAtCallMax">A process may die at one of so many of its first calls of the disk; 0 for none.</param>
/// <param name="PowerLossShare">How many deaths are the loss of power.</param>
/// <param name="FullDiskProbability">How likely a step finds the disk full, or no longer.</param>
internal sealed record SpoolConditions(
    Conditions Common,
    BufferDurability Durability,
    TimeSpan FlushInterval,
    double DeathProbability,
    int DeathAtCallMax,
    double PowerLossShare,
    double FullDiskProbability)
{
    internal static SpoolConditions Draw(Random random) => Draw(random, Conditions.Draw);

    internal static SpoolConditions DrawCeph(Random random) => Draw(random, Conditions.DrawCeph);

    private static SpoolConditions Draw(Random random, Func<Random, Conditions> drawCommon)
    {
        T OneOf<T>(params T[] choices) => choices[random.Next(choices.Length)];

        var common = drawCommon(random);
        var durability = OneOf(BufferDurability.Process, BufferDurability.Interval, BufferDurability.Interval, BufferDurability.EveryEvent);
        return new SpoolConditions(
            common with
            {
                Writers = 1,
                RetryTimeLimit = null,
                ClockShiftProbability = 0,
                SlowLineBytes = OneOf<int?>(null, null, common.BatchSizeLimitBytes / 4),
                QueueFullMode = OneOf(QueueFullMode.DropWrite, QueueFullMode.DropWrite, QueueFullMode.Wait),
                Faults = [.. common.Faults.Where(fault => !World.Meddles(fault) || fault is StoreFault.ForeignAppendBefore or StoreFault.ForeignAppendOfSameLengthBefore or StoreFault.AppliedThenForeignAppendThenLost).DefaultIfEmpty(StoreFault.AppliedThenLost)],
            },
            durability,
            OneOf(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)),
            DeathProbability: OneOf(0.02, 0.1, 0.3),
            DeathAtCallMax: OneOf(0, 30, 300),
            PowerLossShare: durability == BufferDurability.Process ? 0 : OneOf(0.0, 0.5, 1),
            FullDiskProbability: OneOf(0, 0, 0.05));
    }

    /// <summary>No faults except deaths, and enough records to reuse segments.</summary>
    internal static SpoolConditions Calm(BufferDurability durability) => new(
        Conditions.Draw(new Random(1)) with
        {
            Writers = 1,
            Steps = 12,
            FaultProbability = 0,
            OutageProbability = 0,
            RestartProbability = 0.1,
            BurstProbability = 0,
            ClockShiftProbability = 0,
            SlowestWay = Conditions.QuickWay,
            RetryTimeLimit = null,
            ObjectKey = "logs/{Date}.clef",
            Compression = RecordCompression.None,
            BatchSizeLimitBytes = 64 * 1024,
            EventBodyLimitBytes = 8 * 1024,
            ObjectSizeLimitBytes = 1_000_000,
            ShutdownTimeout = TimeSpan.FromSeconds(5),
            BufferingTimeLimit = TimeSpan.FromMilliseconds(200),
        },
        durability,
        TimeSpan.FromMilliseconds(500),
        DeathProbability: 0,
        DeathAtCallMax: 0,
        PowerLossShare: 0,
        FullDiskProbability: 0);

    internal OssAppendOptions ToOptions()
    {
        var options = Common.ToOptions();
        options.BufferPath = "/spool";
        options.BufferSizeLimitBytes = OssAppendOptionsRules.BufferSizeLimitBytesMin;
        options.BufferDurability = Durability;
        options.BufferFlushInterval = FlushInterval;
        return options;
    }
}
