namespace LogAppendSink.Stores;

/// <summary>What readers ask of a store besides what writers ask. Writing never needs the permission to list.</summary>
internal interface IObjectListing
{
    /// <summary>A page of the objects whose keys begin with <paramref name="prefix"/>.</summary>
    ValueTask<ListAnswer> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken);
}
