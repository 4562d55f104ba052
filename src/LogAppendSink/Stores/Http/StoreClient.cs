using System.Buffers;
using System.Net;
using LogAppendSink.Credentials;
using LogAppendSink.DirectHttp;
using LogAppendSink.Threading;

namespace LogAppendSink.Stores.Http;

/// <summary>
/// Sends requests to one bucket: signs them, bounds them in time and size, and turns every kind of trouble into a
/// <see cref="StoreError"/>. Thread-safe.
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

    // How far the store's clock is ahead of ours; learnt when it refuses our time.
    private long _skewTicks;

    /// <param name="dialect">Where to, and how.</param>
    /// <param name="credentials">Who signs.</param>
    /// <param name="requestTimeout">Longest a request may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="handler">Sends.</param>
    /// <param name="ownsHandler">Whether the handler is disposed with this client: the application disposes one of its own.</param>
    /// <param name="isDelivery">Whether a delivery loop calls. Then what awaits a request continues on any thread, and must move to its own.</param>
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
    /// The connection pool of one pipeline. No redirects (a redirected append would not be the one that was signed), no
    /// cookies, no decompression (ranges count stored bytes), no tracing headers (a log shipper that traces itself logs
    /// itself), and no proxy on the way to this machine.
    /// </summary>
    internal static HttpMessageHandler CreateHandler(StoreEndpoint endpoint) => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        UseProxy = !endpoint.IsLoopback,
        ConnectTimeout = ConnectTimeout,

        // OSS keeps idle connections for about a minute, RGW for 65 s; ours are gone before they close them under a request.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(50),

        // So that a changed DNS entry is noticed.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
    };

    /// <summary>Sends a request once, or twice when the first was refused for its time or for credentials that can be renewed.</summary>
    /// <param name="request">Not signed yet.</param>
    /// <param name="operation">What it is, for messages: <c>append to</c>, <c>HEAD of</c>, <c>read of</c>.</param>
    /// <param name="body">What it carries; null for nothing.</param>
    /// <param name="bodyBytesMax">Most bytes of the response's body.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="destination">Takes the body of a success, at least <paramref name="bodyBytesMax"/> bytes; null for memory of its own.</param>
    /// <returns>The response, whatever its status, or why no response came. Never absent.</returns>
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

        // A refusal is certain: nothing was applied, so sending again at once is safe.
        return await SendOnceAsync(request, operation, body, bodyBytesMax, destination, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether what the refusal blames could be mended: our clock, or credentials that were to last longer.</summary>
    private bool IsWorthAnotherTry(StoreResponse response)
    {
        switch (_dialect.KindOf(response))
        {
            case StoreErrorKind.ClockSkew when response.StoreTime is { } storeTime:
                Interlocked.Exchange(ref _skewTicks, (storeTime - _time.GetUtcNow()).Ticks);
                return true;

            // Revoked, or our clock is slow and they have expired in truth.
            case StoreErrorKind.ExpiredCredentials when response.SignedBy is { } refused && _credentials is IRenewableCredentials renewable:
                return renewable.Renew(refused);

            default:
                return false;
        }
    }

    /// <summary>The error of a response that is not a success.</summary>
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
        StoreRequest request, string operation, ReadOnlySequence<byte>? body, int bodyBytesMax, Memory<byte>? destination, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_requestTimeout, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        AppendContent? content = null;
        try
        {
            var credentials = await GetCredentialsAsync(limit.Token, timeout.Token).ConfigureAwait(false);
            _dialect.Signer.Sign(request, credentials, _time.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _skewTicks)));

            // An abandoned request may go on for a while: it gets memory that nothing else uses, and its content is closed.
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
                Hint = body is null ? null : "Where the line is slow, raise RequestTimeout or lower BatchSizeLimitBytes.",
                Exception = exception,
            };
        }
        catch (ForeignCallRefusedException exception)
        {
            return NewError(StoreErrorKind.Unreachable, request, operation) with { IsUnsent = true, Detail = exception.Message, Hint = _isOwnTransport ? EndpointHint : HandlerHint, Exception = exception };
        }
        catch (CredentialsUnavailableException exception) when (content is null)
        {
            return NewError(StoreErrorKind.NoCredentials, request, operation) with { Detail = exception.Message.TrimEnd('.'), Exception = exception };
        }
#pragma warning disable CA1031 // A handler or a proxy may throw anything; what happens once in a request must not end delivery for ever.
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

    /// <summary>The error of a request that ended with an exception of the handler's.</summary>
    private StoreError FailureOf(Exception exception, AppendContent? content, StoreRequest request, string operation)
    {
        var isUnsent = NetworkErrors.IsUnsent(exception, content);

        // SocketsHttpHandler ends a connect that takes longer than ConnectTimeout this way, and nothing else.
        var isConnectTimeout = _isOwnTransport && exception is OperationCanceledException && (isUnsent || content is null);
        var kind = isConnectTimeout ? StoreErrorKind.Unreachable : NetworkErrors.KindOf(exception, isUnsent);
        var words = NetworkErrors.DetailOf(exception);
        return NewError(kind, request, operation) with
        {
            IsUnsent = isUnsent,
            Detail = isConnectTimeout ? "no connection within 10 s" : exception is HttpRequestException or IOException ? words : $"{exception.GetType().Name}: {words}",
            Hint = kind == StoreErrorKind.Unreachable ? HintFor(exception)
                : kind == StoreErrorKind.Timeout && !_isOwnTransport ? "A time limit of the HttpMessageHandler has ended the request; let it be longer than RequestTimeout."
                : null,
            Exception = NetworkErrors.WithoutSecrets(exception),
        };
    }

    /// <summary>
    /// A provider may be the application's own: whatever it throws is no fault of the network, nor of this library. The type alone is
    /// told, since its words may hold what it handles, and whoever logs an exception logs those within it.
    /// </summary>
    private async ValueTask<OssCredentials> GetCredentialsAsync(CancellationToken cancellationToken, CancellationToken timeout)
    {
        try
        {
            return await _calls.GetCredentialsAsync(_credentials, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested)
        {
            // Not the store's silence: nothing has been sent.
            throw new CredentialsUnavailableException($"none came within RequestTimeout ({_requestTimeout:c})", exception);
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
        HttpRequestMessage message, string method, int bodyBytesMax, Memory<byte>? destination, CancellationToken cancellationToken)
    {
        using var response = await _http.SendAsync(message, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, method, bodyBytesMax, destination, cancellationToken).ConfigureAwait(false);
    }

    private const string HandlerHint = "Check that HttpMessageHandler returns, and that it obeys its cancellation token.";

    private string EndpointHint => $"Check Endpoint '{_endpoint.Scheme}://{_endpoint.Authority}' and the network.";

    private string HintFor(Exception exception) =>
        exception is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } && _endpoint.MayBeCustomDomain
            ? $"{EndpointHint} If Endpoint is a domain of your own that is bound to the bucket, set BucketAddressing to CustomDomain."
            : NetworkErrors.IsOfTls(exception)
                ? $"Check Endpoint '{_endpoint.Scheme}://{_endpoint.Authority}', the names and dates of its certificate, and that this machine trusts the issuer."
                : EndpointHint;

    private StoreError NewError(StoreErrorKind kind, StoreRequest request, string operation) =>
        new(kind, operation, request.Key ?? "", request.Bucket ?? "") { Store = _dialect.StoreName };

    private HttpRequestMessage ToMessage(StoreRequest request, AppendContent? content)
    {
        // The address is taken as it is: Uri would otherwise remove dot segments and decode %7E, and what is sent would not
        // be what was signed.
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
            // Not validated: parsing would rewrite a Content-Type that has already been signed.
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        // A cache on the way must not repeat an old response: what is in doubt is settled by it. Not signed, since proxies may change it.
        if (request.Method is "HEAD" or "GET")
            message.Headers.TryAddWithoutValidation("Cache-Control", "no-cache");
        return message;
    }

    private async ValueTask<StoreResponse> ReadAsync(
        HttpResponseMessage response, string method, int bodyBytesMax, Memory<byte>? destination, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated)
            headers[name] = values.ToString();
        foreach (var (name, values) in response.Content.Headers.NonValidated)
            headers[name] = values.ToString();

        var isSuccess = response.IsSuccessStatusCode;
        var body = isSuccess && destination is { } memory
            ? memory[..await ReadBodyIntoAsync(response.Content, memory[..bodyBytesMax], cancellationToken).ConfigureAwait(false)]
            : await ReadBodyAsync(response.Content, isSuccess ? bodyBytesMax : StoreErrorBody.BytesMax, cancellationToken).ConfigureAwait(false);
        var error = isSuccess ? null
            : method == "HEAD" ? _dialect.ErrorOfHead(headers)
            : StoreErrorBody.TryParse(body.Span);
        return new StoreResponse(response.StatusCode, headers, body, error);
    }

    /// <summary>At most so many bytes; what a store says beyond that is not waited for.</summary>
    private static async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContent content, int bytesMax, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            // A response usually says its length. If it does not, or if it is wrong, the buffer grows as bytes arrive.
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

    private static async ValueTask<int> ReadBodyIntoAsync(HttpContent content, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
            return await stream.ReadAtLeastAsync(destination, destination.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
    }
}
