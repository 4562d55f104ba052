using LogAppendSink.Appending;

namespace LogAppendSink.Stores;

/// <summary>
/// What the append writer asks of a store: where is the end, append there, and what stands there. Trouble is an answer, not
/// an exception; only the caller's own cancellation throws.
/// </summary>
internal interface IObjectStore : IDisposable
{
    /// <summary>What the store promises of appends.</summary>
    AppendRules Rules { get; }

    /// <summary>The end of an object that is absent.</summary>
    ObjectEnd EmptyEnd { get; }

    /// <summary>The end that <paramref name="body"/> makes of <paramref name="end"/>.</summary>
    ObjectEnd Advance(ObjectEnd end, AppendBody body);

    /// <summary>Computes of a body what its append will ask for. Needed by nobody, but better done while another append is under way.</summary>
    void Prepare(AppendBody body)
    {
    }

    /// <summary>Appends at a position; the store applies it whole, and only if the object ends there.</summary>
    ValueTask<AppendAnswer> AppendAsync(string key, long position, AppendBody body, CancellationToken cancellationToken);

    /// <summary>Where an object ends.</summary>
    ValueTask<HeadAnswer> HeadAsync(string key, CancellationToken cancellationToken);

    /// <summary>The bytes [<paramref name="position"/>, <paramref name="position"/> + <paramref name="lengthBytes"/>) of an object.</summary>
    ValueTask<ReadAnswer> ReadAsync(string key, long position, int lengthBytes, CancellationToken cancellationToken);
}
