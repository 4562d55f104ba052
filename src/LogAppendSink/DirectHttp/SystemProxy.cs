namespace LogAppendSink.DirectHttp;

/// <summary>The proxy of the system (<c>HTTPS_PROXY</c>, <c>NO_PROXY</c>), or the one that the application has set for all of .NET.</summary>
internal static class SystemProxy
{
    /// <summary>Whether requests to an address go through it. May take seconds where an automatic proxy script is set.</summary>
    internal static bool AppliesTo(Uri address)
    {
        if (address.IsLoopback)
            return false;

        try
        {
            return !HttpClient.DefaultProxy.IsBypassed(address) && HttpClient.DefaultProxy.GetProxy(address) is not null;
        }
#pragma warning disable CA1031 // The proxy may be the application's. SocketsHttpHandler calls it again, and its failure is reported with the request.
        catch (Exception)
#pragma warning restore CA1031
        {
            return true;
        }
    }
}
