namespace LogAppendSink.DirectHttp;

/// <summary>The system's proxy (<c>HTTPS_PROXY</c>, <c>NO_PROXY</c>), or the one that the application has set for .NET.</summary>
internal static class SystemProxy
{
    /// <summary>Whether requests to an address use the proxy. May take seconds with an automatic proxy script.</summary>
    internal static bool AppliesTo(Uri address)
    {
        if (address.IsLoopback)
            return false;

        try
        {
            return !HttpClient.DefaultProxy.IsBypassed(address) && HttpClient.DefaultProxy.GetProxy(address) is not null;
        }
#pragma warning disable CA1031 // The proxy may be application code. SocketsHttpHandler calls it again and reports its failure.
        catch (Exception)
#pragma warning restore CA1031
        {
            return true;
        }
    }
}
