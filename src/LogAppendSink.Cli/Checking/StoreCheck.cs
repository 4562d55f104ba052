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
/// The way to a store, step by step: the first that fails is the one to mend, and those behind it are not tried. Everything that shipping a log
/// needs is asked for by a HEAD; only an append, which is asked for by name, can show that appends are allowed.
/// </summary>
internal sealed class StoreCheck(ToolEnvironment tool, OssAppendOptions options, string? key)
{
    /// <summary>Below the default prefix of logs, so that a policy for that prefix allows the look.</summary>
    private const string ProbeKey = "logs/logappend-check";

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    /// <summary>OSS, "RequestTimeTooSkewed": 15 minutes; this library corrects for more.</summary>
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
                return CheckStep.Failed(name, $"{credentials.AccessKeyId}{origin} has expired at {TimeText(end)}; get a new token.");
            return CheckStep.Passed(name, $"{credentials.AccessKeyId}{origin}{(credentials.ExpiresAt is { } expiry ? $", until {TimeText(expiry)}" : "")}");
        }
        catch (CredentialsUnavailableException exception)
        {
            return CheckStep.Failed(name, $"{exception.Message} Set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET, or name a profile with --profile.");
        }
    }

    private async Task<CheckStep> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        var host = Address.IdnHost;
        if (IPAddress.TryParse(host, out _))
            return CheckStep.Passed(name, $"{host} is an address");
        if (Proxy is { } proxy)
            return CheckStep.Skipped(name, $"the proxy {proxy.Authority} resolves it");
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
            return CheckStep.Passed(name, $"{host} is {string.Join(", ", addresses.Take(3).Select(address => address.ToString()))}");
        }
        catch (SocketException exception)
        {
            var custom = _endpoint.MayBeCustomDomain ? " If the endpoint is a domain of yours that is bound to the bucket, add --addressing CustomDomain." : "";
            return CheckStep.Failed(name, $"{host} is not known ({exception.SocketErrorCode}); check --endpoint and --bucket, and this machine's name server.{custom}");
        }
    }

    private async Task<CheckStep> ConnectAsync(string name, CancellationToken cancellationToken)
    {
        var (host, port) = (Address.IdnHost, Address.Port);
        if (Proxy is { } proxy)
            (host, port) = (proxy.IdnHost, proxy.Port);
        var through = Proxy is null ? "" : " of the proxy";
        using var timeout = new CancellationTokenSource(ConnectLimit, tool.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var startedAt = tool.Time.GetTimestamp();
        try
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(host, port, limit.Token).ConfigureAwait(false);
            return CheckStep.Passed(name, string.Create(CultureInfo.InvariantCulture, $"{host}:{port}{through} in {tool.Time.GetElapsedTime(startedAt).TotalMilliseconds:0} ms"));
        }
        catch (SocketException exception)
        {
            return CheckStep.Failed(name, $"{host}:{port}{through} refuses ({exception.SocketErrorCode}); check --endpoint and its port, firewalls, and HTTPS_PROXY.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CheckStep.Failed(name, $"{host}:{port}{through} does not answer within {ConnectLimit.TotalSeconds:0} s; check firewalls, security groups, and whether an -internal endpoint is used from outside.");
        }
    }

    /// <summary>By a request without a signature, which any store answers, if only with a refusal, and with its time.</summary>
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
                return CheckStep.Warned(name, "the answer has no date: is this OSS, or does a proxy answer in its place?");

            var ahead = tool.Time.GetUtcNow() - theirs;
            var text = string.Create(CultureInfo.InvariantCulture, $"this machine is {Math.Abs(ahead.TotalSeconds):0} s {(ahead > TimeSpan.Zero ? "ahead" : "behind")}");
            if (ahead.Duration() > SkewMax)
                return CheckStep.Warned(name, $"{text}, more than the 15 minutes that signatures allow; this library corrects for it, others do not: set the clock.");
            return ahead.Duration() > SkewNoted ? CheckStep.Warned(name, $"{text}; times in logs are off by as much: set the clock.") : CheckStep.Passed(name, text);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            return CheckStep.Failed("tls", $"{Address.Authority} and this machine do not agree: {NetworkErrors.DetailOf(exception)}. {TlsFix(exception)}");
        }
        catch (HttpRequestException exception)
        {
            var proxy = Proxy is null ? "" : $" Check HTTPS_PROXY and HTTP_PROXY: the proxy {Proxy.Authority} must let {Address.Authority} through.";
            return CheckStep.Failed("answer", $"no answer to a plain request: {NetworkErrors.DetailOf(exception)}.{proxy}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CheckStep.Failed("answer", $"no answer to a plain request within {options.RequestTimeout.TotalSeconds:0} s.");
        }
    }

    private static string TlsFix(HttpRequestException exception) => exception.InnerException is AuthenticationException { InnerException: null } refused
        && refused.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase)
        ? "The certificate is not trusted, or not that host's: add its authority to this machine's, or check --endpoint."
        : "It speaks no TLS there, or none that this machine allows: check --endpoint and its port; a test server may want http://.";

    /// <summary>One response shows whether signature, bucket and permission are right, since the store checks them in this order.</summary>
    private IEnumerable<CheckStep> Judge(StoreResult<ObjectDescription> head)
    {
        const string signature = "signature";
        const string bucket = "bucket";
        const string read = "read";
        var error = head.Error;
        switch (error?.Kind)
        {
            case null:
                yield return CheckStep.Passed(signature, $"accepted ({options.SignatureVersion}{(_endpoint.Region is { } region ? $", region {region}" : "")})");
                yield return CheckStep.Passed(bucket, options.Bucket!); // Settings without one are refused before.
                yield return CheckStep.Passed(read, $"'{key ?? ProbeKey}' may be looked at{(head.Value is { } found ? string.Create(CultureInfo.InvariantCulture, $": {found.LengthBytes} bytes") : ", and is not there")}");
                break;
            case StoreErrorKind.AccessDenied when error.Code is null:
                // Whoever refused it has named no reason: it may be the store, or a gateway before it that has not looked at the signature.
                yield return CheckStep.Failed(read, $"{error.Describe()} The response names no error code: a gateway or firewall may have refused it before the store.");
                break;
            case StoreErrorKind.AccessDenied:
                yield return CheckStep.Passed(signature, "accepted");
                yield return CheckStep.Passed(bucket, $"{options.Bucket} answers");
                yield return CheckStep.Failed(read, $"{error.Describe()} Writing needs oss:GetObject to settle lost answers.{(key is null ? $" If the key may only touch certain objects, name one: logappend check KEY." : "")}");
                break;
            case StoreErrorKind.NoSuchBucket or StoreErrorKind.WrongEndpoint:
                yield return CheckStep.Failed(bucket, error.Describe());
                break;
            case StoreErrorKind.ExpiredCredentials:
                yield return CheckStep.Failed(signature, $"{error.Describe()} The token is over, or not this key's: get a new token.");
                break;
            default:
                yield return CheckStep.Failed(signature, error.Describe());
                break;
        }
    }

    private async Task<CheckStep> AppendAsync(IBucket store, StoreResult<ObjectDescription> head, CancellationToken cancellationToken)
    {
        const string name = "append";
        if (key is null)
            return CheckStep.Skipped(name, "name a key to try an append of nothing: logappend check KEY");
        if (head.Value is { TakesAppends: false } closed)
            return CheckStep.Failed(name, $"'{key}' is {(closed.IsAppendObject ? "sealed" : "no append object")}; name another key.");

        var position = head.Value?.LengthBytes ?? 0;
        var result = await store.AppendAsync(key, position, AppendBody.Of(ReadOnlySequence<byte>.Empty), cancellationToken).ConfigureAwait(false);
        return result switch
        {
            AppendResult.Stored => CheckStep.Passed(name, head.IsAbsent ? $"'{key}' is there now, empty" : $"'{key}' takes appends, and is as it was"),
            AppendResult.Conflict => CheckStep.Passed(name, $"'{key}' takes appends: another writer was a moment before us"),
            AppendResult.Occupied occupied => CheckStep.Warned(name, occupied.Error.Describe()),
            AppendResult.NotAppendable refused => CheckStep.Failed(name, $"{refused.Error.Describe()} Name another key."),
            AppendResult.Refused refused => CheckStep.Failed(name, refused.Error.Describe()),
            AppendResult.InDoubt inDoubt => CheckStep.Failed(name, inDoubt.Error.Describe()),
            _ => throw new InvalidOperationException($"Every result is handled, but {result.GetType().Name}."),
        };
    }

    private static async Task<CheckStep> ListAsync(IBucket store, CancellationToken cancellationToken)
    {
        const string name = "list";
        return await store.ListAsync("logs/", continuation: null, cancellationToken).ConfigureAwait(false) switch
        {
            { Error.Kind: StoreErrorKind.AccessDenied } =>
                CheckStep.Warned(name, "not allowed. Writing logs does without; ls, tail, verify and cat of a prefix need oss:ListObjects on the bucket."),
            { Error: { } error } => CheckStep.Warned(name, error.Describe()),
            _ => CheckStep.Passed(name, "objects can be listed"),
        };
    }

    private Uri Address => new($"{_endpoint.Scheme}://{_endpoint.Authority}/");

    private Uri? Proxy => _endpoint.IsLoopback || HttpClient.DefaultProxy.IsBypassed(Address) ? null : HttpClient.DefaultProxy.GetProxy(Address) is { } proxy && proxy != Address ? proxy : null;

    private static string TimeText(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
