using LogAppendSink.Stores;

namespace LogAppendSink.Tests.Stores;

/// <summary>Helps tests of any store with the results of appends.</summary>
internal static class AppendResults
{
    /// <summary>The error of an append that is not stored.</summary>
    internal static StoreError ErrorOf(AppendResult result) => result switch
    {
        AppendResult.Conflict conflict => conflict.Error,
        AppendResult.Occupied occupied => occupied.Error,
        AppendResult.NotAppendable notAppendable => notAppendable.Error,
        AppendResult.Refused refused => refused.Error,
        AppendResult.InDoubt inDoubt => inDoubt.Error,
        _ => throw new InvalidOperationException($"No error: {result}."),
    };
}
