namespace LogAppendSink.Credentials.Profiles;

/// <summary>
/// Credentials as a profile file says, for as long as it says so: the file is read again every few seconds while requests are sent,
/// and what it says is carried out anew when that has changed. Thread-safe.
/// </summary>
internal sealed class ProfileCredentials(ProfileFile file, CredentialSources sources) : ICredentialsProvider, IRenewableCredentials
{
    private const int FileBytesMax = 256 * 1024;

    private static readonly TimeSpan RecheckInterval = TimeSpan.FromSeconds(5);

    private volatile Reading? _last;

    public async ValueTask<OssCredentials> GetCredentialsAsync(CancellationToken cancellationToken)
    {
        var reading = _last;
        if (reading is null || sources.Time.GetElapsedTime(reading.At) >= RecheckInterval)
            _last = reading = await ReadAsync(reading, cancellationToken).ConfigureAwait(false);

        try
        {
            return (await reading.Provider.GetCredentialsAsync(cancellationToken).ConfigureAwait(false)).From(reading.Place);
        }
        catch (CredentialsUnavailableException exception)
        {
            // Something is set up here, so that nobody else's credentials take its place.
            throw new CredentialsUnavailableException($"{reading.Place}: {exception.Message}", exception);
        }
    }

    public bool Renew(OssCredentials refused) => _last?.Provider is IRenewableCredentials renewable && renewable.Renew(refused);

    private async ValueTask<Reading> ReadAsync(Reading? before, CancellationToken cancellationToken)
    {
        var at = sources.Time.GetTimestamp();
        if (file.DisabledBy() is { } reason)
            throw NotSetUp(reason);
        if (file.Path.Length == 0)
            throw NotSetUp("this user has no directory");

        try
        {
            var text = await CredentialFile.ReadAsync(file.Path, FileBytesMax, cancellationToken).ConfigureAwait(false);
            if (before is not null && text == before.Text)
                return before with { At = at, IsMissing = false };

            var (chosen, all) = file.Parse(text);
            return new Reading(text, $"profile '{chosen.Name}' in {file.Path}", new ProfileInterpreter(sources, all).Provider(chosen), at);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // One that is being replaced may be away for a moment.
            return before is { IsMissing: false } ? before with { At = at, IsMissing = true } : throw NotSetUp("there is no such file");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return before is not null ? before with { At = at } : throw NotSetUp($"it cannot be read ({exception.GetType().Name})");
        }
        catch (Exception exception) when (exception is FormatException or CredentialsUnavailableException)
        {
            // One that is being written may be half there: what it said before holds until it makes sense again.
            return before is not null ? before with { At = at } : throw NotSetUp(exception.Message);
        }
    }

    private CredentialsUnavailableException NotSetUp(string reason) =>
        CredentialsUnavailableException.NotSetUp($"the profile file {(file.Path.Length == 0 ? "(no path)" : file.Path)}", reason);

    /// <summary>What the file said, secrets included, and what came of it.</summary>
    private sealed record Reading(string Text, string Place, ICredentialsProvider Provider, long At)
    {
        /// <summary>Whether the file was gone when it was last looked for.</summary>
        internal bool IsMissing { get; init; }

        public override string ToString() => Place;
    }
}
