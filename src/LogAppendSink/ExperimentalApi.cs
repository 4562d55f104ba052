namespace LogAppendSink;

/// <summary>
/// The ids of the diagnostics that the compiler reports where experimental types are used. A minor version may change these types.
/// </summary>
internal static class ExperimentalApi
{
    /// <summary>The API for other stores: <see cref="Stores.IAppendStore"/> and the types around it.</summary>
    internal const string Store = "LAS0001";
}
