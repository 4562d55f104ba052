namespace LogAppendSink.EndToEnd.ForeignCode;

/// <summary>A handler of the application whose requests misbehave. A late request really reaches the store.</summary>
internal sealed class MisbehavingHandler(SeededMisbehavior misbehavior) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        misbehavior.RunAsync(() => base.SendAsync(request, CancellationToken.None)); // It ignores its token.
}
