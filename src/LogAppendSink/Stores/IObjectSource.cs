namespace LogAppendSink.Stores;

/// <summary>
/// What readers ask of a store: which objects are there, all about one, and what stands in it. Writing never needs the permission to
/// list. Trouble is an answer, not an exception; only the caller's own cancellation throws.
/// </summary>
internal interface IObjectSource : IDisposable
{
    /// <summary>A page of the objects whose keys begin with <paramref name="prefix"/>.</summary>
    ValueTask<ListAnswer> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken);

    /// <summary>All that the store tells of an object but its bytes.</summary>
    ValueTask<DescribeAnswer> DescribeAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// The bytes of an object from <paramref name="position"/> on, as many as there are and <paramref name="destination"/> takes, and how
    /// long the object was at that moment.
    /// </summary>
    ValueTask<RangeAnswer> ReadAtAsync(string key, long position, Memory<byte> destination, CancellationToken cancellationToken);
}
