using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>
/// A store whose objects grow by appends: an append succeeds only at the end of an object. This package contains OSS and Ceph RGW. For
/// another store, implement this interface and set <see cref="OssAppendOptions.StoreFactory"/>.
/// </summary>
/// <remarks>
/// <para>
/// Implementations must be thread-safe. They return failures and throw only if the caller cancels. They send each request once: to retry an
/// append that may have been applied can store the bytes twice. Delivery retries, pauses, and resolves appends in doubt.
/// </para>
/// <para>
/// An append with an empty body is sent too. At position 0 of an object that does not exist, it creates the object. At a position
/// other than the end, it is refused as <see cref="AppendResult.Conflict"/>, which proves that the credentials may append.
/// </para>
/// </remarks>
[Experimental(ExperimentalApi.Store)]
public interface IAppendStore : IObjectSource
{
    /// <summary>The guarantees of the store about appends, and its limits.</summary>
    StorePromises Promises { get; }

    /// <summary>The end of an object that does not exist.</summary>
    ObjectEnd EmptyEnd { get; }

    /// <summary>
    /// Computes the end after <paramref name="body"/> is appended at <paramref name="before"/>: the length, and the checksum if the store
    /// has one. Without I/O.
    /// </summary>
    ObjectEnd Advance(ObjectEnd before, AppendBody body);

    /// <summary>Computes the checksums of a body before its append. Called while another append is in flight.</summary>
    /// <remarks>Internal: the memory of a body is reused, so a call that cannot be abandoned must be trusted.</remarks>
    internal void Prepare(AppendBody body)
    {
    }

    /// <summary>
    /// Appends at a position. The store stores all of the body or nothing, and only if the object ends at the position. An object that does
    /// not exist ends at 0; the append creates it.
    /// </summary>
    /// <param name="key">The object.</param>
    /// <param name="position">The required end of the object.</param>
    /// <param name="body">The bytes. Do not use them after the call has ended.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<AppendResult> AppendAsync(string key, long position, AppendBody body, CancellationToken cancellationToken);

    /// <summary>
    /// Makes an append object that ends at <paramref name="position"/> refuse all further appends. Idempotent. Called only if
    /// <see cref="StorePromises.CanSeal"/> is true.
    /// </summary>
    /// <param name="key">The object.</param>
    /// <param name="position">The required end of the object.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// The seal, or an error. Return <see cref="StoreErrorKind.PositionConflict"/> if, and only if, the object does not end at the
    /// position. After any other error, the object may be sealed.
    /// </returns>
    ValueTask<StoreResult<ObjectSeal>> SealAsync(string key, long position, CancellationToken cancellationToken) =>
        new(new StoreError(StoreErrorKind.Refused, "seal of", key, "") { Store = "The store", Detail = "it cannot seal objects" });
}
