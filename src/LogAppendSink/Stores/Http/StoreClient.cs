using System.Buffers;
using System.Net;
using LogAppendSink.Credentials;
using LogAppendSink.DirectHttp;
using LogAppendSink.Threading;

namespace LogAppendSink.Stores.Http;

/// <summary>
/// Sends requests to one bucket. It signs them, limits their time and size, and turns every failure into a <see cref="StoreError"/>.
/// Thread-safe.
/// </summary>
internal sealed class StoreClient : IDisposable
{
    internal static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly StoreDialect _dialect;
    private readonly StoreEndpoint _endpoint;
    private readonly ICredentialsProvider _credentials;
    private readonly TimeSpan _requestTimeout;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;
    private readonly StoreCalls _calls;
    private readonly bool _isOwnTransport;

    // The store's clock minus this machine's clock. Set when the store refuses the time of a request.
    private long _skewTicks;

    /// <param name="dialect">The endpoint and the protocol.</param>
    /// <param name="credentials">Provides the credentials that sign.</param>
    /// <param name="requestTimeout">The longest time that a request may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="handler">Sends the requests.</param>
    /// <param name="ownsHandler">Whether the handler is disposed with this client. The application disposes its own handler.</param>
    /// <param name="isDelivery">
    /// Whether a delivery loop calls. Then a request completes on any thread, and the loop must return to its own.
    /// </param>
    internal StoreClient(
        StoreDialect dialect,
        ICredentialsProvider credentials,
        TimeSpan requestTimeout,
        TimeProvider time,
        HttpMessageHandler handler,
        bool ownsHandler = true,
        bool isDelivery = false)
    {
        _calls = new StoreCalls(handler, isForeignHandler: !ownsHandler, credentials, isDelivery);
        _dialect = dialect;
        _endpoint = dialect.Endpoint;
        _credentials = credentials;
        _requestTimeout = requestTimeout;
        _time = time;
        _http = new HttpMessageInvoker(handler, ownsHandler);
        _isOwnTransport = ownsHandler;
    }

    /// <summary>
    /// Creates the connection pool of one pipeline. It follows no redirects, because a redirected append would not match its signature. It
    /// uses no cookies. It does not decompress, because ranges count stored bytes. It sends no tracing headers, because a log shipper that
    /// traces itself logs itself. It uses no proxy to this machine.
    /// </summary>
    internal static HttpMessageHandler CreateHandler(StoreEndpoint endpoint) => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        UseProxy = !endpoint.IsLoopback,
        ConnectTimeout = ConnectTimeout,

        // OSS keeps idle connections for about a minute, RGW for 65 s. The pool closes them first, so that no request meets a closing
        // connection.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(50),

        // Detects a changed DNS entry.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
    };

    /// <summary>Sends a request. Sends it again if it was refused for its time, or for credentials that can be refreshed.</summary>
    /// <param name="request">The request, unsigned.</param>
    /// <param name="operation">The operation, for messages: <c>append to</c>, <c>HEAD of</c>, <c>read of</c>.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="bodyBytesMax">The largest response body, in bytes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="destination">
    /// Memory for the body of a success, at least <paramref name="bodyBytesMax"/> bytes; null to allocate it.
    /// </param>
    /// <returns>The response, whatever its status, or the error if there was no response. Never absent.</returns>
    internal async ValueTask<StoreResult<StoreResponse>> SendAsync(
        StoreRequest request,
        string operation,
        ReadOnlySequence<byte>? body,
        int bodyBytesMax,
        CancellationToken cancellationToken,
        Memory<byte>? destination = null)
    {
        if (request.Key is { Length: > 0 } key && StoreKey.FaultOf(key) is { } fault)
            return NewError(StoreErrorKind.Refused, request, operation) with { Detail = fault };

        var sent = await SendOnceAsync(request, operation, body, bodyBytesMax, destination, cancellationToken).ConfigureAwait(false);
        if (sent is not { Value: { } response } || !IsWorthAnotherTry(response))
            return sent;

        // A refused request was not applied, so sending it again is safe.
        return await SendOnceAsync(request, operation, body, bodyBytesMax, destination, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Corrects the clock or refreshes the credentials, if the refusal blames one of them. Returns whether to send again.
    /// </summary>
    private bool IsWorthAnotherTry(StoreResponse response)
    {
        switch (_dialect.KindOf(response))
        {
            case StoreErrorKind.ClockSkew when response.StoreTime is { } storeTime:
                Interlocked.Exchange(ref _skewTicks, (storeTime - _time.GetUtcNow()).Ticks);
                return true;

            // The token was revoked, or this machine's clock is slow and the token has expired.
            case StoreErrorKind.ExpiredCredentials when response.SignedBy is { } refused && _credentials is IRenewableCredentials renewable:
                return renewable.Renew(refused);

            default:
                return false;
        }
    }

    /// <summary>Returns the error for a response that is not a success.</summary>
    internal StoreError ErrorOf(StoreResponse response, StoreRequest request, string operation)
    {
        var kind = _dialect.KindOf(response);
        return NewError(kind, request, operation) with
        {
            HttpStatus = response.Status,
            Code = response.Code,
            RequestId = response.RequestId,
            RetryAfter = response.RetryAfter,
            Hint = _dialect.HintFor(kind, response, request),
        };
    }

    internal StoreError Unreadable(StoreResponse response, StoreRequest request, string operation, string detail) =>
        NewError(StoreErrorKind.Unreadable, request, operation) with
        {
            HttpStatus = response.Status,
            RequestId = response.RequestId,
            Detail = detail,
            Hint = _dialect.HintFor(StoreErrorKind.Unreadable, response, request),
        };

    public void Dispose() => _http.Dispose();

    private async ValueTask<StoreResult<StoreResponse>> SendOnceAsync(
        StoreRequest request, string operation, ReadOnlySequence<byte>? body, int bodyBytesMax, Memory<byte>? destination,
        CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_requestTimeout, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        AppendContent? content = null;
        try
        {
            var credentials = await GetCredentialsAsync(limit.Token, timeout.Token).ConfigureAwait(false);
            _dialect.Signer.Sign(request, credentials, _time.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _skewTicks)));

            // An abandoned request may continue for a while. It gets separate memory, and its content is closed.
            var sent = _calls.IsForeignHandler && body is { } shared ? new ReadOnlySequence<byte>(shared.ToArray()) : body;
            content = sent is { } bytes ? new AppendContent(bytes) : null;
            using var message = ToMessage(request, content);
            message.Options.Set(DirectHttpHandler.BodyBytesMax, Math.Max(bodyBytesMax, StoreErrorBody.BytesMax));
            var response = await _calls.SendAsync(
                token => ExchangeAsync(message, request.Method, bodyBytesMax, _calls.IsForeignHandler ? null : destination, token),
                limit.Token).ConfigureAwait(false);
            if (_calls.IsForeignHandler && destination is { } memory && response.IsSuccess)
                response.Body.CopyTo(memory);
            response.SignedBy = credentials;
            return response;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested)
        {
            return NewError(StoreErrorKind.Timeout, request, operation) with
            {
                Detail = $"no response within RequestTimeout ({_requestTimeout:c})",
                IsUnsent = content is not null && NetworkErrors.IsUnsent(exception, content),
                Hint = body is null ? null : "If the network is slow, raise RequestTimeout or lower BatchSizeLimitBytes.",
                Exception = exception,
            };
        }
        catch (ForeignCallRefusedException exception)
        {
            return NewError(StoreErrorKind.Unreachable, request, operation) with
            {
                IsUnsent = true,
                Detail = exception.Message,
                Hint = _isOwnTransport ? EndpointHint : HandlerHint,
                Exception = exception,
            };
        }
        catch (CredentialsUnavailableException exception) when (content is null)
        {
            return NewError(StoreErrorKind.NoCredentials, request, operation) with
            {
                Detail = exception.Message.TrimEnd('.'),
                Exception = exception,
            };
        }
#pragma warning disable CA1031 // A handler or a proxy may throw anything; one failed request must not stop delivery.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return FailureOf(exception, content, request, operation);
        }
        finally
        {
            content?.CloseUnsent();
        }
    }

    /// <summary>Returns the error for a request that ended with an exception of the handler.</summary>
    private StoreError FailureOf(Exception exception, AppendContent? content, StoreRequest request, string operation)
    {
        var isUnsent = NetworkErrors.IsUnsent(exception, content);

        // SocketsHttpHandler throws this only if the connection takes longer than ConnectTimeout.
        var isConnectTimeout = _isOwnTransport && exception is OperationCanceledException && (isUnsent || content is null);
        var kind = isConnectTimeout ? StoreErrorKind.Unreachable : NetworkErrors.KindOf(exception, isUnsent);
        var words = NetworkErrors.DetailOf(exception);
        return NewError(kind, request, operation) with
        {
            IsUnsent = isUnsent,
            Detail = isConnectTimeout ? "no connection within 10 s"
                : exception is HttpRequestException or IOException ? words
                : $"{exception.GetType().Name}: {words}",
            Hint = kind == StoreErrorKind.Unreachable ? HintFor(exception)
                : kind == StoreErrorKind.Timeout && !_isOwnTransport ? "A timeout in HttpMessageHandler cancelled the request; "
                    + "set it longer than RequestTimeout."
                : null,
            Exception = NetworkErrors.WithoutSecrets(exception),
        };
    }

    /// <summary>
    /// Gets the credentials. The provider may belong to the application, so its exception is not reported as a network failure. Only the
    /// exception's type is reported, because its message and inner exceptions may contain secrets.
    /// </summary>
    private async ValueTask<OssCredentials> GetCredentialsAsync(CancellationToken cancellationToken, CancellationToken timeout)
    {
        try
        {
            return await _calls.GetCredentialsAsync(_credentials, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested)
        {
            // Not reported as a timeout of the store: nothing was sent.
            throw new CredentialsUnavailableException($"the provider returned none within RequestTimeout ({_requestTimeout:c})", exception);
        }
        catch (ForeignCallRefusedException exception)
        {
            throw new CredentialsUnavailableException($"the credentials provider {_credentials.GetType().Name}: {exception.Message}");
        }
        catch (Exception exception) when (
            exception is not CredentialsUnavailableException
            && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw new CredentialsUnavailableException(
                $"the credentials provider {_credentials.GetType().Name} failed ({exception.GetType().Name})");
        }
    }

    private async ValueTask<StoreResponse> ExchangeAsync(
        HttpRequestMessage message, string method, int bodyBytesMax, Memory<byte>? destination,
        CancellationToken cancellationToken)
    {
        using var response = await _http.SendAsync(message, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, method, bodyBytesMax, destination, cancellationToken).ConfigureAwait(false);
    }

    private const string HandlerHint = "Check that HttpMessageHandler returns, and that it honors its cancellation token.";

    private string EndpointHint => _endpoint.IsLoopback
        ? $"Start the server at Endpoint '{_endpoint.Scheme}://{_endpoint.Authority}'; the emulator starts with 'logappend emulate'."
        : $"Check Endpoint '{_endpoint.Scheme}://{_endpoint.Authority}' and the network.";

    private string HintFor(Exception exception) =>
        exception is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } && _endpoint.MayBeCustomDomain
            ? $"{EndpointHint} If Endpoint is a custom domain bound to the bucket, set BucketAddressing to CustomDomain."
            : NetworkErrors.IsOfTls(exception)
                ? $"Check Endpoint '{_endpoint.Scheme}://{_endpoint.Authority}', the names and dates of its certificate, "
                    + "and that this machine trusts the issuer."
                : EndpointHint;

    private StoreError NewError(StoreErrorKind kind, StoreRequest request, string operation) =>
        new(kind, operation, request.Key ?? "", request.Bucket ?? "") { Store = _dialect.StoreName };

    private HttpRequestMessage ToMessage(StoreRequest request, AppendContent? content)
    {
        // The address is used unchanged: Uri would otherwise remove dot segments and decode %7E, and the request would not match its
        // signature.
        var address = new Uri(
            _endpoint.AddressOf(request),
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(new HttpMethod(request.Method), address)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };

        foreach (var (name, value) in request.Headers)
        {
            // Not validated: parsing would rewrite a Content-Type that is already signed.
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        // A cache must not return an old response, because it may resolve an append in doubt. Not signed, because proxies may change the
        // header.
        if (request.Method is "HEAD" or "GET")
            message.Headers.TryAddWithoutValidation("Cache-Control", "no-cache");
        return message;
    }

    private async ValueTask<StoreResponse> ReadAsync(
        HttpResponseMessage response, string method, int bodyBytesMax, Memory<byte>? destination,
        CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated)
            headers[name] = values.ToString();
        foreach (var (name, values) in response.Content.Headers.NonValidated)
            headers[name] = values.ToString();

        var isSuccess = response.IsSuccessStatusCode;
        var body = isSuccess && destination is { } memory
            ? memory[..await ReadBodyIntoAsync(response.Content, memory[..bodyBytesMax], cancellationToken).ConfigureAwait(false)]
            : await ReadBodyAsync(response.Content, isSuccess ? bodyBytesMax : StoreErrorBody.BytesMax, cancellationToken)
                .ConfigureAwait(false);
        var error = isSuccess ? null
            : method == "HEAD" ? _dialect.ErrorOfHead(headers)
            : StoreErrorBody.TryParse(body.Span);
        return new StoreResponse(response.StatusCode, headers, body, error);
    }

    /// <summary>Reads at most this many bytes, and does not wait for more.</summary>
    private static async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(
        HttpContent content, int bytesMax, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            // A response usually states its length. If it does not, or if the length is wrong, the buffer grows as bytes arrive.
            var expected = Math.Clamp(content.Headers.ContentLength ?? 0, 0, bytesMax);
            var buffer = new byte[expected];
            var count = 0;
            while (count < bytesMax)
            {
                if (count == buffer.Length)
                {
                    if (content.Headers.ContentLength == count)
                        break;
                    Array.Resize(ref buffer, Math.Min(bytesMax, Math.Max(4096, buffer.Length * 2)));
                }

                var read = await stream.ReadAsync(buffer.AsMemory(count), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    break;
                count += read;
            }

            return buffer.AsMemory(0, count);
        }
    }

    private static async ValueTask<int> ReadBodyIntoAsync(
        HttpContent content, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
            return await stream.ReadAtLeastAsync(destination, destination.Length, throwOnEndOfStream: false, cancellationToken)
                .ConfigureAwait(false);
    }
}
