namespace LogAppendSink.TestSupport.Stores;

/// <summary>The faults, by where they happen.</summary>
internal static class StoreFaults
{
    /// <summary>Those that any store may have; the others are Ceph's alone.</summary>
    internal static IReadOnlyList<StoreFault> OfAnyStore { get; } = Enum.GetValues<StoreFault>().Where(fault => fault < StoreFault.AcknowledgedAndLost).ToArray();
}
