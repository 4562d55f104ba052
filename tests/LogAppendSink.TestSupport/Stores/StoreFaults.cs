namespace LogAppendSink.TestSupport.Stores;

/// <summary>The faults, by store.</summary>
internal static class StoreFaults
{
    /// <summary>The faults of any store. The others are specific to Ceph.</summary>
    internal static IReadOnlyList<StoreFault> OfAnyStore { get; } = Enum.GetValues<StoreFault>().Where(fault => fault < StoreFault.AcknowledgedAndLost).ToArray();
}
