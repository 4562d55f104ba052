namespace LogAppendSink.Credentials;

/// <summary>A provider that can get other credentials before the ones it has seem to expire.</summary>
internal interface IRenewableCredentials
{
    /// <summary>The store has refused these as expired.</summary>
    /// <param name="refused">What it refused.</param>
    /// <returns>Whether asking again may bring others.</returns>
    bool Renew(OssCredentials refused);
}
