namespace LogAppendSink.Credentials;

/// <summary>A provider that can renew its credentials before they expire.</summary>
internal interface IRenewableCredentials
{
    /// <summary>Reports that the store refused credentials as expired.</summary>
    /// <param name="refused">The refused credentials.</param>
    /// <returns>Whether a new request may return other credentials.</returns>
    bool Renew(OssCredentials refused);
}
