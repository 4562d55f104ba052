namespace LogAppendSink.Stores;

/// <summary>What readers need of a store: they list objects too. Writers need no permission to list.</summary>
internal interface IObjectSource : IObjectReader
{
    /// <summary>A page of the objects whose keys begin with <paramref name="prefix"/>.</summary>
    /// <param name="prefix">How the keys begin; empty for all objects.</param>
    /// <param name="continuation">The continuation of the previous page; null for the first page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The page or an error; never absent.</returns>
    ValueTask<StoreResult<ObjectPage>> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken);
}
