using LogAppendSink.Stores;

namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>Wrong decisions that the check must find, each named after the equivalent mutant of the engine.</summary>
internal static class PlantedFaults
{
    private static readonly Bounds Oss = new() { Name = "OSS", Batches = 2, Faults = 1, Failures = 1 };
    private static readonly Bounds OssShared = Oss with { Processes = 2, Failures = 0 };
    private static readonly Bounds Ceph = new() { Name = "Ceph", IsCeph = true, HasOwnObjects = true, OnConflict = ConflictMode.Roll, Batches = 2, Faults = 1 };

    internal static IReadOnlyList<PlantedFault> All { get; } =
    [
        new("no-response-taken-for-a-refusal") { Bounds = OssShared, IsDoubtForgotten = true },
        new("no-response-rolls")
        {
            Bounds = Oss,
            Wrap = store => new DistortedStore(store) { OnAppend = answer => answer is AppendResult.InDoubt inDoubt ? new AppendResult.NotAppendable(inDoubt.Error) : answer },
        },
        new("read-back-not-compared") { Bounds = OssShared with { HasChecksum = false, Faults = 0 }, Wrap = store => new DistortedStore(store) { IsReadNotCompared = true } },
        new("closed-flag-ignored")
        {
            Bounds = Oss with { Meddles = 1 },
            Wrap = store => new DistortedStore(store) { OnAppend = answer => answer is AppendResult.NotAppendable closed ? new AppendResult.Conflict(closed.Error) : answer },
        },
        new("spool-intent-not-recorded") { Bounds = OssShared with { Crashes = 1 }, IsIntentForgotten = true },
        new("ceph-acknowledgement-believed")
        {
            Bounds = Ceph,
            Wrap = store => new DistortedStore(store) { Promises = store.Promises with { IsAcknowledgementFinal = true } },
        },
        new("ceph-object-left-unconfirmed") { Bounds = Ceph, IsAcceptedStored = true },
        new("ceph-creation-repeated")
        {
            Bounds = Ceph,
            Wrap = store => new DistortedStore(store) { Promises = store.Promises with { IsCreationExclusive = true } },
        },
        new("ceph-wedged-object-not-sealed") { Bounds = Ceph, Wrap = store => new DistortedStore(store) { IsSealLeftOut = true } },
        new("creations-not-shared-in-process")
        {
            Bounds = Ceph with { HasOwnObjects = false, IsOneProcessWithTwoWriters = true, Batches = 1 },
            HasRegistryForEachWriter = true,
        },
    ];
}
