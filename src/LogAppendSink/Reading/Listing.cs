using System.Runtime.CompilerServices;
using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>Reads listings of several pages.</summary>
internal static class Listing
{
    /// <summary>Returns the pages of a listing, one request each, in byte order of the keys.</summary>
    /// <exception cref="ObjectReadException">The store cannot be reached or refuses the request.</exception>
    internal static async IAsyncEnumerable<IReadOnlyList<ObjectEntry>> ListPagesAsync(
        this IObjectSource source, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = ObjectReadException.ThrowIfFailed(
                await source.ListAsync(prefix, continuation, cancellationToken).ConfigureAwait(false));
            yield return page?.Objects ?? [];
            continuation = page?.Continuation;
        }
        while (continuation is not null);
    }
}
