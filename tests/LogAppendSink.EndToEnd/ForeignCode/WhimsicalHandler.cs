namespace LogAppendSink.EndToEnd.ForeignCode;

/// <summary>A handler of the application that does with each request what the seed says.</summary>
internal sealed class WhimsicalHandler(Whims whims) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        whims.CallAsync(() => base.SendAsync(request, CancellationToken.None));
}
