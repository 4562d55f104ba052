namespace LogAppendSink.Credentials;

/// <summary>No credentials can be had now. The message says what was tried, and never holds a secret.</summary>
public sealed class CredentialsUnavailableException : Exception
{
    /// <summary>Says what was tried.</summary>
    public CredentialsUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Says what was tried, and what came of it.</summary>
    public CredentialsUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
