namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>What is checked: small enough to finish in half a minute.</summary>
internal static class CheckedBounds
{
    private static readonly Bounds Oss = new() { Name = "OSS, one writer" };
    private static readonly Bounds OssShared = Oss with { Processes = 2 };
    private static readonly Bounds Ceph = new() { Name = "Ceph, one writer", IsCeph = true, HasOwnObjects = true, OnConflict = ConflictMode.Roll };
    private static readonly Bounds OssInProcess = new() { Name = "OSS, two writers of one process", IsOneProcessWithTwoWriters = true };
    private static readonly Bounds CephInProcess = Ceph with { Name = "Ceph, two writers of one process", IsOneProcessWithTwoWriters = true, HasOwnObjects = false };

    // As Azure append blobs: creation is exclusive, and there is no checksum of a whole object.
    private static readonly Bounds NoChecksum = new() { Name = "No checksum, one writer", HasChecksum = false, IsChecksumPromised = false };

    /// <summary>What every run of the tests checks.</summary>
    internal static IReadOnlyList<Bounds> All { get; } =
    [
        Oss with { Name = "OSS, one writer", Faults = 3, Failures = 2, Crashes = 1 },
        Oss with { Name = "OSS, one writer that restarts", Faults = 2, Crashes = 3 },
        Oss with { Name = "OSS, one writer, no checksum", Faults = 2, Failures = 1, Crashes = 1, HasChecksum = false },
        Oss with { Name = "OSS, one writer and another party", Faults = 1, Crashes = 1, Meddles = 2 },
        Oss with { Name = "OSS, one writer that rolls on conflict, and another party", Faults = 1, Crashes = 1, Meddles = 1, OnConflict = ConflictMode.Roll },
        Oss with { Name = "OSS, one writer that drops batches", Faults = 2, Failures = 1, Drops = 2 },
        OssShared with { Name = "OSS, two writers", Faults = 2, Failures = 1 },
        OssShared with { Name = "OSS, two writers that restart", Faults = 1, Crashes = 1 },
        OssShared with { Name = "OSS, two writers that roll on conflict", Faults = 1, Crashes = 1, OnConflict = ConflictMode.Roll },
        OssShared with { Name = "OSS, two writers, no checksum", Faults = 1, HasChecksum = false },
        OssShared with { Name = "OSS, two writers, objects of four bytes", Faults = 1, Crashes = 1, ObjectSizeLimitBytes = 4 },
        OssShared with { Name = "OSS, two writers, one append for each object", Batches = 2, Faults = 1, ObjectAppendLimit = 1 },
        OssShared with { Name = "OSS, two writers, two periods", Faults = 1, Crashes = 1, SecondPeriodFrom = 1 },
        OssShared with { Name = "OSS, two writers that conflicts name the end to", Batches = 2, Faults = 1, Meddles = 1, SaysPosition = true },
        OssShared with { Name = "OSS, two writers that drop batches", Batches = 2, Faults = 1, Drops = 1 },
        OssShared with { Name = "OSS, two writers and another party", Batches = 2, Faults = 1, Meddles = 1 },
        Ceph with { Name = "Ceph, one writer", Faults = 2, Failures = 1 },
        Ceph with { Name = "Ceph, one writer, three faults", Batches = 2, Faults = 3 },
        Ceph with { Name = "Ceph, one writer that restarts", Faults = 1, Crashes = 2 },
        Ceph with { Name = "Ceph, one writer, objects of three bytes", Faults = 2, ObjectSizeLimitBytes = 3 },
        Ceph with { Name = "Ceph, one writer, two periods", Faults = 1, Crashes = 1, SecondPeriodFrom = 1 },
        Ceph with { Name = "Ceph, one writer and another party", Faults = 1, Meddles = 1 },
        Ceph with { Name = "Ceph, one writer that conflicts name the end to, and another party", Batches = 2, Faults = 1, Meddles = 1, SaysPosition = true },
        Ceph with { Name = "Ceph, one writer that drops batches", Faults = 2, Drops = 1 },
        Ceph with { Name = "Ceph, two writers with objects of their own", Processes = 2, Batches = 2, Faults = 1 },
        OssInProcess with { Name = "OSS, two writers of one process", Batches = 2, Faults = 1 },
        OssInProcess with { Name = "OSS, two writers of one process that restarts", Batches = 1, Faults = 1, Crashes = 2 },
        OssInProcess with { Name = "OSS, two writers of one process that are reloaded", Batches = 1, Faults = 1, Reloads = 1 },
        CephInProcess with { Name = "Ceph, two writers of one process", Batches = 1, Faults = 1 },
        CephInProcess with { Name = "Ceph, two writers of one process that restarts", Batches = 1, Crashes = 1 },
        CephInProcess with { Name = "Ceph, two writers of one process that are reloaded", Batches = 1, Reloads = 1 },
        NoChecksum with { Name = "No checksum, one writer", Faults = 2, Failures = 1, Crashes = 1 },
        NoChecksum with { Name = "No checksum, one writer and another party", Faults = 1, Crashes = 1, Meddles = 1 },
        NoChecksum with { Name = "No checksum, two writers", Processes = 2, Faults = 1 },
        NoChecksum with { Name = "No checksum, two writers of one process", IsOneProcessWithTwoWriters = true, Batches = 1, Faults = 2 },
        NoChecksum with { Name = "No checksum, two writers of one process that restarts", IsOneProcessWithTwoWriters = true, Batches = 1, Faults = 1, Crashes = 1 },
    ];

    /// <summary>The bounds that take minutes and gigabytes.</summary>
    internal static IReadOnlyList<Bounds> Large { get; } =
    [
        OssInProcess with { Name = "OSS, two writers of one process that restarts, two batches", Batches = 2, Faults = 1, Crashes = 1 },
        OssInProcess with { Name = "OSS, two writers of one process that are reloaded, two batches", Batches = 2, Faults = 1, Reloads = 1 },
        NoChecksum with { Name = "No checksum, two writers of one process, two batches", IsOneProcessWithTwoWriters = true, Batches = 2, Faults = 1 },
        CephInProcess with { Name = "Ceph, two writers of one process, two batches", Batches = 2, Faults = 1 },
        CephInProcess with { Name = "Ceph, two writers of one process that restarts, with a fault", Batches = 1, Faults = 1, Crashes = 1 },
        CephInProcess with { Name = "Ceph, two writers of one process that restarts, two batches", Batches = 2, Crashes = 1 },
        CephInProcess with { Name = "Ceph, two writers of one process that are reloaded, two batches", Batches = 2, Reloads = 1 },
    ];

    /// <summary>Allows more faults of the kinds that the bounds already allow.</summary>
    internal static Bounds Widen(Bounds bounds, int more) => bounds with
    {
        Faults = Widen(bounds.Faults, more),
        Failures = Widen(bounds.Failures, more),
        Crashes = Widen(bounds.Crashes, more),
        Meddles = Widen(bounds.Meddles, more),
        Drops = Widen(bounds.Drops, more),
    };

    private static int Widen(int count, int more) => count == 0 ? 0 : count + more;
}
