using System.Net;
using System.Net.Sockets;
using LogAppendSink.DirectHttp;

namespace LogAppendSink.Credentials;

/// <summary>
/// The few requests by which credentials are fetched: each bounded in time and size, never redirected, never traced. Thread-safe. It
/// holds no connections: requests are an hour apart.
/// </summary>
/// <param name="time">The clock of the limits.</param>
/// <param name="handler">Sends what goes to the network, in place of our own; never disposed here.</param>
/// <param name="directHandler">Sends what must not go through a proxy, in place of our own; for tests.</param>
internal sealed class CredentialHttp(TimeProvider time, HttpMessageHandler? handler = null, HttpMessageHandler? directHandler = null)
{
    /// <summary>Whether the system sends requests to an address through a proxy.</summary>
    internal Func<Uri, bool> HasProxy { private get; init; } = SystemProxy.AppliesTo;

    /// <summary>An answer is a kilobyte or two.</summary>
    internal const int BodyBytesMax = 64 * 1024;

    /// <summary>Sends a request and reads its answer whole.</summary>
    /// <param name="request">Disposed by its maker.</param>
    /// <param name="timeLimit">Longest the connection may take, and half of the longest that all of it may take.</param>
    /// <param name="isDirect">Whether it stays near this machine and so past every proxy.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CredentialsUnavailableException">There is no answer, or too much of it.</exception>
    internal async ValueTask<CredentialReply> SendAsync(HttpRequestMessage request, TimeSpan timeLimit, bool isDirect, CancellationToken cancellationToken)
    {
        var place = request.RequestUri!.Authority; // Requests are made with one; the query may hold what is nobody's business.
        using var timeout = new CancellationTokenSource(timeLimit * 2, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var given = isDirect ? directHandler : handler;
        request.Options.Set(DirectHttpHandler.BodyBytesMax, BodyBytesMax + 1);
        using var http = new HttpMessageInvoker(given ?? NewHandler(request.RequestUri, timeLimit, isDirect), disposeHandler: given is null);
        try
        {
            using var response = await http.SendAsync(request, limit.Token).ConfigureAwait(false);
            var body = await ReadAsync(response.Content, place, limit.Token).ConfigureAwait(false);
            return new CredentialReply(place, (int)response.StatusCode, body, response.Headers.Date);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // SocketsHttpHandler ends a connect that takes too long this way too.
            throw timeout.IsCancellationRequested
                ? new CredentialsUnavailableException($"no answer from {place} within {(timeLimit * 2).TotalSeconds} s", exception)
                : new CredentialsUnavailableException($"no connection to {place} within {timeLimit.TotalSeconds} s", exception) { IsUnreachable = true };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // Neither its message nor itself: they may hold a proxy's password.
            var detail = exception.InnerException is SocketException socket ? socket.SocketErrorCode.ToString()
                : exception is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } known ? known.HttpRequestError.ToString()
                : exception.GetType().Name;
            throw new CredentialsUnavailableException($"{place} cannot be reached ({detail})") { IsUnreachable = true };
        }
    }

    internal HttpMessageHandler NewHandler(Uri address, TimeSpan connectTimeout, bool isDirect) =>
        isDirect || !HasProxy(address)
            ? new DirectHttpHandler(connectTimeout, time)
            : new SocketsHttpHandler
            {
                AllowAutoRedirect = false, // The redirected request would carry our identity to another host.
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.None,
                ActivityHeadersPropagator = null,
                ConnectTimeout = connectTimeout,
                MaxResponseHeadersLength = 16,
            };

    private static async ValueTask<byte[]> ReadAsync(HttpContent content, string place, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[BodyBytesMax + 1];
            var count = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return count <= BodyBytesMax
                ? buffer[..count]
                : throw new CredentialsUnavailableException($"the response from {place} is larger than {BodyBytesMax} bytes");
        }
    }
}
