using LogAppendSink.Stores;

namespace LogAppendSink.Tests.Stores;

/// <summary>Helpers for the results of appends.</summary>
internal static class AppendResults
{
    /// <summary>Returns the error of an append that was not stored.</summary>
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
