namespace LogAppendSink.Credentials;

/// <summary>No credentials are available now. The message says what was tried, and never contains a secret.</summary>
public sealed class CredentialsUnavailableException : Exception
{
    /// <summary>Creates the exception with a message.</summary>
    public CredentialsUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public CredentialsUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// Whether the source is not set up, so that a chain may try the next. If a source is set up but fails, the next one would sign the
    /// application's requests with another identity.
    /// </summary>
    internal bool LetsNextAnswer { get; init; }

    /// <summary>Whether no connection could be established.</summary>
    internal bool IsUnreachable { get; init; }

    /// <summary>The source <paramref name="place"/> is not set up.</summary>
    internal static CredentialsUnavailableException NotSetUp(string place, string reason) =>
        new($"{place}: {reason}") { LetsNextAnswer = true };

    /// <summary>Returns the same failure with its source at the front of the message.</summary>
    internal CredentialsUnavailableException At(string place) =>
        new($"{place}: {Message}", this) { LetsNextAnswer = LetsNextAnswer, IsUnreachable = IsUnreachable };
}
