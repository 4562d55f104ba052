using LogAppendSink.Credentials;
using LogAppendSink.Threading;

namespace LogAppendSink.Stores.Http;

/// <summary>
/// Runs the calls of a <see cref="StoreClient"/> to the HTTP handler and the credentials provider. Application code runs on separate
/// threads and is abandoned at the request's timeout. The same applies to the blocking handler of delivery.
/// </summary>
internal sealed class StoreCalls
{
    private readonly ForeignCalls? _http;
    private readonly ForeignCalls? _credentials;
    private readonly bool _isDelivery;

    /// <param name="handler">Sends the requests.</param>
    /// <param name="isForeignHandler">Whether the handler belongs to the application.</param>
    /// <param name="credentials">Provides the credentials that sign.</param>
    /// <param name="isDelivery">Whether a delivery loop calls. Its calls must not depend on the thread pool.</param>
    internal StoreCalls(HttpMessageHandler handler, bool isForeignHandler, ICredentialsProvider credentials, bool isDelivery)
    {
        var continuations = isDelivery ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously;
        _isDelivery = isDelivery;
        IsForeignHandler = isForeignHandler;
        if (isForeignHandler || handler is DeliveryHttpHandler)
            _http = new ForeignCalls("LogAppendSink HTTP") { IsCancelledInline = !isForeignHandler, Continuations = continuations };
        if (credentials is not FixedCredentials)
            _credentials = new ForeignCalls("LogAppendSink credentials") { Continuations = continuations };
    }

    /// <summary>
    /// Whether an abandoned request may still read its body. Then it gets a copy, because the memory of a batch is reused.
    /// </summary>
    internal bool IsForeignHandler { get; }

    internal ValueTask<T> SendAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken end) => RunAsync(_http, call, end);

    internal ValueTask<OssCredentials> GetCredentialsAsync(ICredentialsProvider credentials, CancellationToken end) =>
        RunAsync(_credentials, credentials.GetCredentialsAsync, end);

    private ValueTask<T> RunAsync<T>(ForeignCalls? calls, Func<CancellationToken, ValueTask<T>> call, CancellationToken end)
    {
        if (calls is null)
            return call(end);
        var result = calls.RunAsync(call, end);
        return new ValueTask<T>(_isDelivery ? WorkThread.ReturnHereAsync(result) : result);
    }
}
