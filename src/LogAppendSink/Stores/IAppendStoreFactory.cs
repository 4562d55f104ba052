using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>Opens a store that is not in this package; see <see cref="OssAppendOptions.StoreFactory"/>.</summary>
/// <remarks>Called when a pipeline or a reader is created, on the thread that creates it. What it throws reaches that thread.</remarks>
[Experimental(ExperimentalApi.Store)]
public interface IAppendStoreFactory
{
    /// <summary>
    /// The place where keys name objects, for example <c>account.blob.core.windows.net/logs</c>. Equal for all settings that reach the same objects:
    /// writers of one process share what they know of an object by this name and its key. Without secrets.
    /// </summary>
    string Name { get; }

    /// <summary>What the store promises, as <see cref="IAppendStore.Promises"/> of the opened store.</summary>
    StorePromises Promises { get; }

    /// <summary>Returns one sentence for each setting that the store cannot work with: its name, value, rule and fix. Default: none.</summary>
    IEnumerable<string> Validate(OssAppendOptions options) => [];

    /// <summary>Opens the store, without a request. The caller disposes it.</summary>
    /// <remarks>
    /// <see cref="OssAppendOptions.RequestTimeout"/> is the caller's: a call that exceeds it is cancelled, then abandoned, and counts as in doubt. What
    /// a call throws counts as in doubt too.
    /// </remarks>
    IAppendStore Open(OssAppendOptions options);
}
