using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Simulation;

/// <summary>The conditions of one run, all drawn from its seed.</summary>
internal sealed record Conditions
{
    internal static readonly TimeSpan QuickWay = TimeSpan.FromMilliseconds(50);

    internal StoreKind Store { get; init; }

    internal required int Writers { get; init; }

    /// <summary>The largest append that the line carries before the request times out; null for a fast line.</summary>
    internal int? SlowLineBytes { get; init; }

    internal QueueFullMode QueueFullMode { get; init; }

    internal required int Steps { get; init; }

    /// <summary>The share of requests with a fault.</summary>
    internal required double FaultProbability { get; init; }

    /// <summary>How likely a step begins an outage of the whole store.</summary>
    internal required double OutageProbability { get; init; }

    /// <summary>How likely a step restarts a writer.</summary>
    internal required double RestartProbability { get; init; }

    /// <summary>What can go wrong with a request. Few kinds at a time find more, because they combine often.</summary>
    internal required IReadOnlyList<StoreFault> Faults { get; init; }

    /// <summary>How likely a step logs many records at once.</summary>
    internal required double BurstProbability { get; init; }

    /// <summary>How likely a step sets the wall clock forward or back.</summary>
    internal required double ClockShiftProbability { get; init; }

    /// <summary>Longest a request takes each way; above <c>AbortGrace</c>, responses arrive after the end of the pipeline.</summary>
    internal required TimeSpan SlowestWay { get; init; }

    /// <summary>Whether a request in flight continues when its caller no longer waits for it.</summary>
    internal required bool IgnoresCancellation { get; init; }

    internal required bool SaysChecksum { get; init; }

    internal required string ObjectKey { get; init; }

    internal required ConflictMode OnConflict { get; init; }

    internal required RecordCompression Compression { get; init; }

    internal required ObjectRollingInterval RollingInterval { get; init; }

    internal required int BatchSizeLimitBytes { get; init; }

    internal required int EventBodyLimitBytes { get; init; }

    internal required long QueueLimitBytes { get; init; }

    internal required long ObjectSizeLimitBytes { get; init; }

    internal required int? ObjectAppendLimit { get; init; }

    internal required TimeSpan? RetryTimeLimit { get; init; }

    internal required TimeSpan ShutdownTimeout { get; init; }

    internal required TimeSpan BufferingTimeLimit { get; init; }

    /// <summary>What the listeners of the application do.</summary>
    internal ListenerBehaviour Listeners { get; init; }

    internal static Conditions Draw(Random random)
    {
        T OneOf<T>(params T[] choices) => choices[random.Next(choices.Length)];

        var batchSizeLimitBytes = OneOf(1024, 2048, 8192);
        return new Conditions
        {
            Writers = OneOf(1, 1, 2, 3),
            Steps = random.Next(20, 120),
            FaultProbability = OneOf(0, 0.05, 0.2, 0.5),
            OutageProbability = OneOf(0, 0.01, 0.05),
            RestartProbability = OneOf(0, 0.02),
            Faults = FaultsFor(random),
            BurstProbability = OneOf(0, 0, 0.02),
            ClockShiftProbability = OneOf(0, 0, 0, 0.05),
            SlowestWay = OneOf(QuickWay, QuickWay, QuickWay, TimeSpan.FromSeconds(1)),
            IgnoresCancellation = random.Next(5) == 0,
            SaysChecksum = random.Next(10) > 0,
            ObjectKey = OneOf("logs/{Date}.clef", "logs/{Date}.clef", "logs/{Date}/{Instance}.clef"),
            OnConflict = OneOf(ConflictMode.Continue, ConflictMode.Continue, ConflictMode.Roll),
            Compression = OneOf(RecordCompression.None, RecordCompression.None, RecordCompression.Gzip),
            RollingInterval = OneOf(ObjectRollingInterval.Minute, ObjectRollingInterval.Hour, ObjectRollingInterval.Day),
            BatchSizeLimitBytes = batchSizeLimitBytes,
            EventBodyLimitBytes = OneOf(1024, batchSizeLimitBytes),
            QueueLimitBytes = OneOf(64 * 1024, 64 * 1024, 512 * 1024),
            ObjectSizeLimitBytes = OneOf((batchSizeLimitBytes * 9 / 8) + 64, 5 * batchSizeLimitBytes, 1_000_000),
            ObjectAppendLimit = OneOf<int?>(null, null, 1, 5),
            RetryTimeLimit = OneOf<TimeSpan?>(null, null, null, TimeSpan.FromSeconds(20)),
            ShutdownTimeout = OneOf(TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10)),
            BufferingTimeLimit = OneOf(TimeSpan.Zero, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2)),
        };
    }

    /// <summary>As above, with listeners that do what they should not.</summary>
    internal static Conditions DrawListeners(Random random)
    {
        var listeners = (ListenerBehaviour)random.Next(1, 1 + (int)ListenerBehaviour.Logs);
        return (random.Next(4) == 0 ? DrawCeph(random) : Draw(random)) with { Listeners = listeners };
    }

    /// <summary>
    /// As above, for Ceph: with the faults specific to Ceph, and without sealing, since each writer has separate objects.
    /// </summary>
    internal static Conditions DrawCeph(Random random)
    {
        T OneOf<T>(params T[] choices) => choices[random.Next(choices.Length)];

        StoreFault[] ofCeph = [StoreFault.AcknowledgedAndLost, StoreFault.Wedged, StoreFault.GhostThatHolds, StoreFault.Ghost];
        var drawn = Draw(random);
        random.Shuffle(ofCeph);
        StoreFault[] faults = [.. drawn.Faults.Where(fault => !IsOfSharedObjects(fault)), .. ofCeph[..OneOf(1, 2, 4)]];

        // An append that arrives late is applied to an object of the same length that has taken the place of its own. Its store compares
        // nothing else, so no client can prevent it: docs/guarantees.md.
        if (faults.Any(IsLate))
            faults = [.. faults.Where(fault => fault != StoreFault.ReplacedByAppendBefore)];
        return drawn with { Store = StoreKind.CephRgw, OnConflict = ConflictMode.Roll, Faults = faults };
    }

    private static bool IsLate(StoreFault fault) =>
        fault is StoreFault.Ghost or StoreFault.GhostAfterTimeout or StoreFault.GhostThatHolds or StoreFault.Wedged;

    private static bool IsOfSharedObjects(StoreFault fault) => fault
        is StoreFault.ForeignAppendBefore or StoreFault.ForeignAppendOfSameLengthBefore or StoreFault.AppliedThenForeignAppendThenLost
        or StoreFault.SealedBefore or StoreFault.ImmutableBefore or StoreFault.AppliedThenSealedThenLost;

    /// <summary>
    /// All, those of the network alone, or some. Bodies damaged in transit are left out: whole records are then stored twice, in the damaged
    /// append and in its replacement. A separate guarantee with separate tests covers that.
    /// </summary>
    private static StoreFault[] FaultsFor(Random random)
    {
        var all = StoreFaults.OfAnyStore.Where(fault => fault is not (StoreFault.None or StoreFault.StoredDamaged)).ToArray();
        switch (random.Next(3))
        {
            case 0:
                return all;
            case 1:
                return all.Where(fault => !World.Meddles(fault)).ToArray();
            default:
                random.Shuffle(all);
                return all[..random.Next(1, 7)];
        }
    }

    internal OssAppendOptions ToOptions() => new()
    {
        Store = Store,
        Endpoint = "http://127.0.0.1:1",
        Region = "cn-hangzhou",
        Bucket = "simulated",
        AccessKeyId = "id",
        AccessKeySecret = "secret",
        ObjectKey = ObjectKey,
        OnConflict = OnConflict,
        Compression = Compression,
        RollingInterval = RollingInterval,
        BatchSizeLimitBytes = BatchSizeLimitBytes,
        ObjectSizeLimitBytes = ObjectSizeLimitBytes,
        ObjectAppendLimit = ObjectAppendLimit,
        RetryTimeLimit = RetryTimeLimit,
        ShutdownTimeout = ShutdownTimeout,
        BufferingTimeLimit = BufferingTimeLimit,
        QueueLimitBytes = QueueLimitBytes,
        QueueFullMode = QueueFullMode,
        EventBodyLimitBytes = EventBodyLimitBytes,
    };
}
