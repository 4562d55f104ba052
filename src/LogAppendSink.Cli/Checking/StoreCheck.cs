using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using LogAppendSink.Credentials;
using LogAppendSink.Stores;
using LogAppendSink.Stores.Http;

namespace LogAppendSink.Cli.Checking;

/// <summary>
/// Checks the connection to a store step by step and stops at the first failure. A HEAD request checks everything that log delivery needs,
/// except the permission to append. Only an append can check that, so it runs only if a key is given.
/// </summary>
internal sealed class StoreCheck(ToolEnvironment tool, OssAppendOptions options, string? key)
{
    /// <summary>Below the default prefix of logs, so that a policy for that prefix allows the HEAD request.</summary>
    private const string ProbeKey = "logs/logappend-check";

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    /// <summary>The largest clock skew that OSS accepts (RequestTimeTooSkewed). The sink corrects a larger skew.</summary>
    private static readonly TimeSpan SkewMax = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan SkewNoted = TimeSpan.FromMinutes(1);

    private readonly StoreEndpoint _endpoint = Bucket.EndpointOf(options);

    internal async IAsyncEnumerable<CheckStep> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (name, step) in new (string, Func<string, CancellationToken, Task<CheckStep>>)[]
        {
            ("credentials", FindCredentialsAsync),
            ("name", ResolveAsync),
            ("connection", ConnectAsync),
            ("clock", CompareClocksAsync),
        })
        {
            var done = await step(name, cancellationToken).ConfigureAwait(false);
            yield return done;
            if (done.Outcome == StepOutcome.Failed)
                yield break;
        }

        using var store = Bucket.Open(options);
        var head = await store.DescribeAsync(key ?? ProbeKey, cancellationToken).ConfigureAwait(false);
        foreach (var step in Judge(head))
        {
            yield return step;
            if (step.Outcome == StepOutcome.Failed)
                yield break;
        }

        var append = await AppendAsync(store, head, cancellationToken).ConfigureAwait(false);
        yield return append;
        if (append.Outcome != StepOutcome.Failed)
            yield return await ListAsync(store, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CheckStep> FindCredentialsAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var credentials = await Bucket.CredentialsOf(options).GetCredentialsAsync(cancellationToken).ConfigureAwait(false);
            var origin = credentials.Origin is { } from ? $" from {from}" : "";
            if (credentials.ExpiresAt is { } end && end <= tool.Time.GetUtcNow())
                return CheckStep.Failed(name, $"{credentials.AccessKeyId}{origin} expired at {TimeText(end)}. Get a new token.");
            return CheckStep.Passed(name,
                $"{credentials.AccessKeyId}{origin}{(credentials.ExpiresAt is { } expiry ? $", until {TimeText(expiry)}" : "")}");
        }
        catch (CredentialsUnavailableException exception)
        {
            return CheckStep.Failed(name, $"{exception.Message.TrimEnd('.')}. "
                + "Set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET, or select a profile with --profile.");
        }
    }

    private async Task<CheckStep> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        var host = Address.IdnHost;
        if (IPAddress.TryParse(host, out _))
            return CheckStep.Passed(name, $"{host} is an IP address");
        if (Proxy is { } proxy)
            return CheckStep.Skipped(name, $"the proxy {proxy.Authority} resolves it");
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
            return CheckStep.Passed(name, $"{host} is {string.Join(", ", addresses.Take(3).Select(address => address.ToString()))}");
        }
        catch (SocketException exception)
        {
            var custom = _endpoint.MayBeCustomDomain
                ? " If the endpoint is a custom domain that is bound to the bucket, add --addressing CustomDomain."
                : "";
            return CheckStep.Failed(name, $"'{host}' cannot be resolved ({exception.SocketErrorCode}). "
                + $"Check --endpoint, --bucket and the DNS server of this machine.{custom}");
        }
    }

    private async Task<CheckStep> ConnectAsync(string name, CancellationToken cancellationToken)
    {
        var (host, port) = (Address.IdnHost, Address.Port);
        if (Proxy is { } proxy)
            (host, port) = (proxy.IdnHost, proxy.Port);
        var through = Proxy is null ? "" : " (the proxy)";
        using var timeout = new CancellationTokenSource(ConnectLimit, tool.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var startedAt = tool.Time.GetTimestamp();
        try
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(host, port, limit.Token).ConfigureAwait(false);
            return CheckStep.Passed(name, string.Create(CultureInfo.InvariantCulture,
                $"{host}:{port}{through} in {tool.Time.GetElapsedTime(startedAt).TotalMilliseconds:0} ms"));
        }
        catch (SocketException exception)
        {
            return CheckStep.Failed(name, $"{host}:{port}{through} refused the connection ({exception.SocketErrorCode}). "
                + "Check that the store is running, and check --endpoint with its port, firewalls and HTTPS_PROXY.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CheckStep.Failed(name, $"{host}:{port}{through} did not respond within {ConnectLimit.TotalSeconds:0} s. "
                + "Check firewalls and security groups. An -internal endpoint is reachable only from within its region.");
        }
    }

    /// <summary>Sends an unsigned request. Every store responds to it, if only with an error, and includes its time.</summary>
    private async Task<CheckStep> CompareClocksAsync(string name, CancellationToken cancellationToken)
    {
        using var http = new HttpMessageInvoker(StoreClient.CreateHandler(_endpoint));
        using var timeout = new CancellationTokenSource(options.RequestTimeout, tool.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var request = new HttpRequestMessage(HttpMethod.Head, Address);
        try
        {
            using var answer = await http.SendAsync(request, limit.Token).ConfigureAwait(false);
            if (answer.Headers.Date is not { } theirs)
                return CheckStep.Warned(name, "the response has no Date header. Check that --endpoint names the store and not a proxy.");

            var ahead = tool.Time.GetUtcNow() - theirs;
            var text = string.Create(CultureInfo.InvariantCulture,
                $"this machine is {Math.Abs(ahead.TotalSeconds):0} s {(ahead > TimeSpan.Zero ? "ahead" : "behind")}");
            if (ahead.Duration() > SkewMax)
                return CheckStep.Warned(name, $"{text}, more than the 15 minutes that signatures allow. "
                    + "This library corrects the skew, other clients do not. Set the clock.");
            return ahead.Duration() > SkewNoted
                ? CheckStep.Warned(name, $"{text}, so the times of events are wrong by the same amount. Set the clock.")
                : CheckStep.Passed(name, text);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            return CheckStep.Failed("tls",
                $"the TLS handshake with {Address.Authority} failed: {NetworkErrors.DetailOf(exception)}. {TlsFix(exception)}");
        }
        catch (HttpRequestException exception)
        {
            var proxy = Proxy is null
                ? ""
                : $" Check HTTPS_PROXY and HTTP_PROXY: the proxy {Proxy.Authority} must allow {Address.Authority}.";
            return CheckStep.Failed("response", $"no response to an unsigned request: {NetworkErrors.DetailOf(exception)}.{proxy}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CheckStep.Failed("response", $"no response to an unsigned request within {options.RequestTimeout.TotalSeconds:0} s. "
                + "Check proxies and firewalls, or raise --timeout.");
        }
    }

    private static string TlsFix(HttpRequestException exception) =>
        exception.InnerException is AuthenticationException { InnerException: null } refused
        && refused.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase)
        ? "The certificate is not trusted, or was issued for another host. Trust its authority on this machine, or check --endpoint."
        : "The server does not use TLS on this port, or uses only TLS versions that this machine does not allow. "
            + "Check --endpoint and its port; a test server may need http://.";

    /// <summary>One response covers signature, bucket and permission, because the store checks them in this order.</summary>
    private IEnumerable<CheckStep> Judge(StoreResult<ObjectDescription> head)
    {
        const string signature = "signature";
        const string bucket = "bucket";
        const string read = "read";
        var error = head.Error;
        switch (error?.Kind)
        {
            case null:
                yield return CheckStep.Passed(signature,
                    $"accepted ({options.SignatureVersion}{(_endpoint.Region is { } region ? $", region {region}" : "")})");
                yield return CheckStep.Passed(bucket, options.Bucket!); // Validation has rejected settings without a bucket.
                var size = head.Value is { } found
                    ? string.Create(CultureInfo.InvariantCulture, $": {found.LengthBytes} bytes")
                    : "; it does not exist yet";
                yield return CheckStep.Passed(read, $"'{key ?? ProbeKey}' can be read{size}");
                break;
            case StoreErrorKind.AccessDenied when error.Code is null:
                // Without an error code, the response may come from a gateway that did not check the signature.
                yield return CheckStep.Failed(read, $"{error.Describe()} The response names no error code: "
                    + "a gateway or firewall may have refused it before the store.");
                break;
            case StoreErrorKind.AccessDenied:
                yield return CheckStep.Passed(signature, "accepted");
                yield return CheckStep.Passed(bucket, $"{options.Bucket} exists");
                yield return CheckStep.Failed(read, $"{error.Describe()} Writing needs oss:GetObject to resolve lost responses."
                    + (key is null ? " If the access key is limited to certain objects, name one of them: logappend check KEY." : ""));
                break;
            case StoreErrorKind.NoSuchBucket or StoreErrorKind.WrongEndpoint:
                yield return CheckStep.Failed(bucket, error.Describe());
                break;
            case StoreErrorKind.ExpiredCredentials:
                yield return CheckStep.Failed(signature, $"{error.Describe()} "
                    + "The token has expired, or belongs to another access key. Get a new token.");
                break;
            default:
                yield return CheckStep.Failed(signature, error.Describe());
                break;
        }
    }

    private async Task<CheckStep> AppendAsync(IAppendStore store, StoreResult<ObjectDescription> head, CancellationToken cancellationToken)
    {
        const string name = "append";
        if (key is null)
            return CheckStep.Skipped(name, "to test with an empty append, name a key: logappend check KEY");
        if (head.Value is { TakesAppends: false } closed)
            return CheckStep.Failed(name, $"'{key}' is {(closed.IsAppendObject ? "sealed" : "not an append object")}. Name another key.");

        var position = head.Value?.LengthBytes ?? 0;
        var result = await store.AppendAsync(key, position, AppendBody.Of(ReadOnlySequence<byte>.Empty), cancellationToken)
            .ConfigureAwait(false);
        return result switch
        {
            AppendResult.Stored =>
                CheckStep.Passed(name, head.IsAbsent ? $"'{key}' was created, empty" : $"'{key}' accepts appends; it was not changed"),
            AppendResult.Conflict => CheckStep.Passed(name, $"'{key}' accepts appends; another writer appended at the same time"),
            AppendResult.Occupied occupied => CheckStep.Warned(name, occupied.Error.Describe()),
            AppendResult.NotAppendable refused => CheckStep.Failed(name, $"{refused.Error.Describe()} Name another key."),
            AppendResult.Refused refused => CheckStep.Failed(name, refused.Error.Describe()),
            AppendResult.InDoubt inDoubt => CheckStep.Failed(name, inDoubt.Error.Describe()),
            _ => throw new InvalidOperationException($"Unhandled response: {result.GetType().Name}."),
        };
    }

    private static async Task<CheckStep> ListAsync(IAppendStore store, CancellationToken cancellationToken)
    {
        const string name = "list";
        return await store.ListAsync("logs/", continuation: null, cancellationToken).ConfigureAwait(false) switch
        {
            { Error.Kind: StoreErrorKind.AccessDenied } =>
                CheckStep.Warned(name, "listing is not allowed. Writing logs does not need it. "
                    + "For ls, tail, verify and cat with a prefix, grant oss:ListObjects on the bucket."),
            { Error: { } error } => CheckStep.Warned(name, error.Describe()),
            _ => CheckStep.Passed(name, "objects can be listed"),
        };
    }

    private Uri Address => new($"{_endpoint.Scheme}://{_endpoint.Authority}/");

    private Uri? Proxy =>
        _endpoint.IsLoopback || HttpClient.DefaultProxy.IsBypassed(Address) ? null
            : HttpClient.DefaultProxy.GetProxy(Address) is { } proxy && proxy != Address ? proxy
            : null;

    private static string TimeText(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
