using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>Opens a store that is not in this package; see <see cref="OssAppendOptions.StoreFactory"/>.</summary>
/// <remarks>Called when a pipeline or a reader is created, on the thread that creates it. Exceptions reach that thread.</remarks>
[Experimental(ExperimentalApi.Store)]
public interface IAppendStoreFactory
{
    /// <summary>
    /// The place that contains the objects, for example <c>account.blob.core.windows.net/logs</c>. Return the same name for all settings
    /// that reach the same objects: writers in one process share the state of an object by this name and its key. It must not contain
    /// secrets.
    /// </summary>
    string Name { get; }

    /// <summary>The guarantees of the store, equal to <see cref="IAppendStore.Promises"/> of the opened store.</summary>
    StorePromises Promises { get; }

    /// <summary>Returns one sentence for each invalid setting: its name, value, rule and fix. Default: empty.</summary>
    IEnumerable<string> Validate(OssAppendOptions options) => [];

    /// <summary>Opens the store without sending a request. The caller disposes it.</summary>
    /// <remarks>
    /// The caller enforces <see cref="OssAppendOptions.RequestTimeout"/>: a call that exceeds it is cancelled, then abandoned, and counts
    /// as in doubt. A call that throws counts as in doubt too.
    /// </remarks>
    IAppendStore Open(OssAppendOptions options);
}
