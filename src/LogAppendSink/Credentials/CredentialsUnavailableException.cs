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

    /// <summary>
    /// Whether nothing is set up here that could answer later, so that the next link of a chain may be asked. Where something is set up
    /// and fails, asking the next would sign the application's requests as somebody else.
    /// </summary>
    internal bool LetsNextAnswer { get; init; }

    /// <summary>Whether no connection came about.</summary>
    internal bool IsUnreachable { get; init; }

    /// <summary>Nothing is set up at <paramref name="place"/>.</summary>
    internal static CredentialsUnavailableException NotSetUp(string place, string reason) => new($"{place}: {reason}") { LetsNextAnswer = true };

    /// <summary>The same failure with its place before it.</summary>
    internal CredentialsUnavailableException At(string place) =>
        new($"{place}: {Message}", this) { LetsNextAnswer = LetsNextAnswer, IsUnreachable = IsUnreachable };
}
