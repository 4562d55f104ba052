using System.Net;
using System.Net.Sockets;
using LogAppendSink.DirectHttp;

namespace LogAppendSink.Credentials;

/// <summary>
/// Sends requests for credentials: limited in time and size, never redirected, never traced. Thread-safe. It keeps no connections, since
/// requests are about an hour apart.
/// </summary>
/// <param name="time">The clock of the time limits.</param>
/// <param name="handler">Replaces the default handler for network requests; not disposed.</param>
/// <param name="directHandler">Replaces the default handler for requests that bypass proxies; for tests.</param>
internal sealed class CredentialHttp(TimeProvider time, HttpMessageHandler? handler = null, HttpMessageHandler? directHandler = null)
{
    /// <summary>Whether the system sends requests to an address through a proxy.</summary>
    internal Func<Uri, bool> HasProxy { private get; init; } = SystemProxy.AppliesTo;

    /// <summary>A response is one or two kilobytes.</summary>
    internal const int BodyBytesMax = 64 * 1024;

    /// <summary>Sends a request and reads its whole response.</summary>
    /// <param name="request">The request; disposed by the caller.</param>
    /// <param name="timeLimit">The time limit to connect, and half of the time limit for the whole request.</param>
    /// <param name="isDirect">Whether the request must bypass any proxy, because it stays on the local network.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="CredentialsUnavailableException">There was no response, or it is too large.</exception>
    internal async ValueTask<CredentialReply> SendAsync(
        HttpRequestMessage request, TimeSpan timeLimit, bool isDirect, CancellationToken cancellationToken)
    {
        // All requests have an address. Messages leave out the query, which may contain a secret.
        var place = request.RequestUri!.Authority;
        using var timeout = new CancellationTokenSource(timeLimit * 2, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var given = isDirect ? directHandler : handler;
        request.Options.Set(DirectHttpHandler.BodyBytesMax, BodyBytesMax + 1);
        using var http = new HttpMessageInvoker(
            given ?? NewHandler(request.RequestUri, timeLimit, isDirect), disposeHandler: given is null);
        try
        {
            using var response = await http.SendAsync(request, limit.Token).ConfigureAwait(false);
            var body = await ReadAsync(response.Content, place, limit.Token).ConfigureAwait(false);
            return new CredentialReply(place, (int)response.StatusCode, body, response.Headers.Date);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // SocketsHttpHandler also reports a connect timeout this way.
            throw timeout.IsCancellationRequested
                ? new CredentialsUnavailableException($"no response from {place} within {(timeLimit * 2).TotalSeconds} s", exception)
                : new CredentialsUnavailableException(
                    $"no connection to {place} within {timeLimit.TotalSeconds} s", exception)
                { IsUnreachable = true };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // Include neither the exception nor its message: they may contain a proxy's password.
            var detail = exception.InnerException is SocketException socket ? socket.SocketErrorCode.ToString()
                : exception is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var error } ? error.ToString()
                : exception.GetType().Name;
            throw new CredentialsUnavailableException($"{place} cannot be reached ({detail})") { IsUnreachable = true };
        }
    }

    internal HttpMessageHandler NewHandler(Uri address, TimeSpan connectTimeout, bool isDirect) =>
        isDirect || !HasProxy(address)
            ? new DirectHttpHandler(connectTimeout, time)
            : new SocketsHttpHandler
            {
                AllowAutoRedirect = false, // A redirect would send the credentials to another host.
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
            var count = await stream.ReadAtLeastAsync(
                buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return count <= BodyBytesMax
                ? buffer[..count]
                : throw new CredentialsUnavailableException($"the response from {place} is larger than {BodyBytesMax} bytes");
        }
    }
}
