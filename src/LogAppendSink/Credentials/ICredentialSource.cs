namespace LogAppendSink.Credentials;

/// <summary>A source of credentials; <see cref="RefreshingCredentials"/> caches its result.</summary>
internal interface ICredentialSource
{
    /// <summary>The name for messages, e.g. <c>the ECS instance role</c>.</summary>
    string Name { get; }

    /// <summary>The pause after a first failure; doubled after each further one.</summary>
    TimeSpan FirstPause => TimeSpan.FromSeconds(1);

    /// <summary>The longest pause.</summary>
    TimeSpan LongestPause => TimeSpan.FromSeconds(30);

    /// <summary>Requests credentials.</summary>
    /// <exception cref="CredentialsUnavailableException">The source has no credentials or does not respond; the message leaves out <see
    /// cref="Name"/>.</exception>
    ValueTask<OssCredentials> FetchAsync(CancellationToken cancellationToken);
}
