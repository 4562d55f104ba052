using System.Net;

namespace LogAppendSink.EndToEnd;

/// <summary>
/// A cache that keeps the first HEAD response of each address and repeats it, whatever the request's cache headers say. Some
/// proxies do so by default. It caches no GET response and forwards appends.
/// </summary>
internal sealed class StaleHeadHandler() : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
{
    private readonly Dictionary<string, (HttpStatusCode Status, List<KeyValuePair<string, string[]>> Headers)> _kept = [];

    /// <summary>The number of HEAD requests answered from the cache.</summary>
    internal int Repeated { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Head)
            return await base.SendAsync(request, cancellationToken);

        var address = request.RequestUri!.OriginalString;
        if (!_kept.TryGetValue(address, out var kept))
        {
            var response = await base.SendAsync(request, cancellationToken);
            _kept[address] = (
                response.StatusCode,
                [.. response.Headers.Concat(response.Content.Headers).Select(header => KeyValuePair.Create(header.Key, header.Value.ToArray()))]);
            return response;
        }

        Repeated++;
        var repeated = new HttpResponseMessage(kept.Status) { Content = new ByteArrayContent([]), RequestMessage = request };
        foreach (var (name, values) in kept.Headers)
        {
            if (!repeated.Headers.TryAddWithoutValidation(name, values))
                repeated.Content.Headers.TryAddWithoutValidation(name, values);
        }

        return repeated;
    }
}
