namespace LogAppendSink.Credentials.Profiles;

/// <summary>
/// Credentials from a profile file. The file is read again every few seconds while requests are sent, and a change takes effect
/// immediately. Thread-safe.
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
            // LetsNextAnswer stays false: this source is set up, so no other identity may take its place.
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
            throw NotSetUp("this user has no home directory");

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
            // A file may be missing briefly while it is replaced.
            return before is { IsMissing: false } ? before with { At = at, IsMissing = true } : throw NotSetUp("the file does not exist");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return before is not null ? before with { At = at } : throw NotSetUp($"it cannot be read ({exception.GetType().Name})");
        }
        catch (Exception exception) when (exception is FormatException or CredentialsUnavailableException)
        {
            // A file may be incomplete while it is written: keep the previous profile until the file is valid again.
            return before is not null ? before with { At = at } : throw NotSetUp(exception.Message);
        }
    }

    private CredentialsUnavailableException NotSetUp(string reason) =>
        CredentialsUnavailableException.NotSetUp($"the profile file {(file.Path.Length == 0 ? "(no path)" : file.Path)}", reason);

    /// <summary>The content of the file, including secrets, and the provider created from it.</summary>
    private sealed record Reading(string Text, string Place, ICredentialsProvider Provider, long At)
    {
        /// <summary>Whether the file was missing at the last read.</summary>
        internal bool IsMissing { get; init; }

        public override string ToString() => Place;
    }
}
