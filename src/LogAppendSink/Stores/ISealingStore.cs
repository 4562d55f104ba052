namespace LogAppendSink.Stores;

/// <summary>What a store may offer to who has finished an object. Logs are never sealed: nobody knows that their end has come.</summary>
internal interface ISealingStore
{
    /// <summary>Makes an append object that ends at <paramref name="position"/> refuse appends from now on.</summary>
    ValueTask<SealAnswer> SealAsync(string key, long position, CancellationToken cancellationToken);
}
