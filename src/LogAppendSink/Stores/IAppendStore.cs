using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>
/// A store of append objects: a place where an append succeeds only at the end of an object. OSS and Ceph RGW are in this package; another store
/// implements this interface and is set as <see cref="OssAppendOptions.StoreFactory"/>.
/// </summary>
/// <remarks>
/// <para>
/// Thread-safe. A failure is returned, never thrown; only the cancellation by the caller throws. An implementation sends each request once: a retry
/// of an append that it cannot prove to be refused stores the bytes twice. Retries, pauses and the settling of an append in doubt are delivery's.
/// </para>
/// <para>
/// An append with an empty body is a request too. At position 0 of an object that does not exist it creates the object. At a position
/// that is not the end it is refused as <see cref="AppendResult.Conflict"/>, which shows that the credentials may append.
/// </para>
/// </remarks>
[Experimental(ExperimentalApi.Store)]
public interface IAppendStore : IObjectSource
{
    /// <summary>What the store promises about appends, and its limits.</summary>
    StorePromises Promises { get; }

    /// <summary>The end of an object that does not exist.</summary>
    ObjectEnd EmptyEnd { get; }

    /// <summary>Computes the end after <paramref name="body"/> is appended at <paramref name="before"/>. Without I/O.</summary>
    ObjectEnd Advance(ObjectEnd before, AppendBody body);

    /// <summary>Computes the checksums that the append of a body needs. Optional; it is called while another append is in flight.</summary>
    void Prepare(AppendBody body)
    {
    }

    /// <summary>
    /// Appends at a position. The store stores all of the body or nothing, and only if the object ends at the position; an object that does not exist
    /// ends at 0 and is created.
    /// </summary>
    /// <param name="key">The object.</param>
    /// <param name="position">Where the object must end.</param>
    /// <param name="body">The bytes. They are not used after the call has ended.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<AppendResult> AppendAsync(string key, long position, AppendBody body, CancellationToken cancellationToken);

    /// <summary>
    /// Makes an append object that ends at <paramref name="position"/> refuse all further appends. Repeating it is safe. Called only where
    /// <see cref="StorePromises.CanSeal"/> is true.
    /// </summary>
    /// <param name="key">The object.</param>
    /// <param name="position">Where the object must end.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// The seal, or an error. Its kind is <see cref="StoreErrorKind.PositionConflict"/> where the object does not end at the position, and only
    /// there; after any other error the object may be sealed.
    /// </returns>
    ValueTask<StoreResult<ObjectSeal>> SealAsync(string key, long position, CancellationToken cancellationToken) =>
        new(new StoreError(StoreErrorKind.Refused, "seal of", key, "") { Store = "The store", Detail = "it cannot seal objects" });
}
