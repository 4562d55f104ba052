namespace LogAppendSink.Credentials;

/// <summary>A place that is asked for credentials now and then; <see cref="RefreshingCredentials"/> keeps what it gives.</summary>
internal interface ICredentialSource
{
    /// <summary>The place, for messages: <c>the ECS instance role</c>.</summary>
    string Name { get; }

    /// <summary>How long it is left alone after a first failure; twice as long after each further one.</summary>
    TimeSpan FirstPause => TimeSpan.FromSeconds(1);

    /// <summary>The longest of these times.</summary>
    TimeSpan LongestPause => TimeSpan.FromSeconds(30);

    /// <summary>Asks.</summary>
    /// <exception cref="CredentialsUnavailableException">It has none, or does not answer; without <see cref="Name"/>.</exception>
    ValueTask<OssCredentials> FetchAsync(CancellationToken cancellationToken);
}
