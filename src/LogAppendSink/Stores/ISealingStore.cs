namespace LogAppendSink.Stores;

/// <summary>A store that can close an object. Logs are sealed only where an append may block the end of an object or get lost.</summary>
internal interface ISealingStore
{
    /// <summary>Makes an append object that ends at <paramref name="position"/> refuse all further appends. Repeating it is safe.</summary>
    /// <returns>
    /// The seal, or an error. Its kind is <see cref="StoreErrorKind.PositionConflict"/> where the object does not end at the position, and only
    /// there; after any other error the object may be sealed.
    /// </returns>
    ValueTask<StoreResult<ObjectSeal>> SealAsync(string key, long position, CancellationToken cancellationToken);
}
