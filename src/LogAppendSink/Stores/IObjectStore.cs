namespace LogAppendSink.Stores;

/// <summary>What the append writer needs of a store: the end of an object, an append at a position, and the bytes that are stored there.</summary>
internal interface IObjectStore : IObjectReader
{
    /// <summary>What the store promises about appends.</summary>
    AppendRules Rules { get; }

    /// <summary>The end of an object that does not exist.</summary>
    ObjectEnd EmptyEnd { get; }

    /// <summary>The end after <paramref name="body"/> is appended at <paramref name="end"/>.</summary>
    ObjectEnd Advance(ObjectEnd end, AppendBody body);

    /// <summary>Computes the checksums that the append of a body needs. Optional; it is called while another append is in flight.</summary>
    void Prepare(AppendBody body)
    {
    }

    /// <summary>Appends at a position. The store stores all of the body or nothing, and only if the object ends at the position.</summary>
    ValueTask<AppendResult> AppendAsync(string key, long position, AppendBody body, CancellationToken cancellationToken);
}
