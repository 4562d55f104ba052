using System.CommandLine;
using LogAppendSink.Credentials;
using LogAppendSink.Reading;

namespace LogAppendSink.Cli.Connection;

/// <summary>The options by which commands find the store, and what becomes of them together with the environment and the settings file.</summary>
/// <remarks>
/// An option is before a variable, a variable before the file. An access key is taken whole from one place. There is no option for a
/// secret: other users of the machine can read the arguments of a process, and the shell's history keeps them.
/// </remarks>
internal sealed class ConnectionOptions(ToolEnvironment tool)
{
    private readonly Option<StoreKind?> _store = new("--store") { Description = "Which store it is [OSS_STORE; else told from the endpoint's answer]" };
    private readonly Option<string?> _endpoint = new("--endpoint", "-e") { Description = "Where the store answers [OSS_ENDPOINT]", HelpName = "host or URL" };
    private readonly Option<string?> _region = new("--region") { Description = "Region that requests are signed for [OSS_REGION; else told from a public endpoint]", HelpName = "id" };
    private readonly Option<string?> _bucket = new("--bucket", "-b") { Description = "Bucket of keys that are given alone [OSS_BUCKET]", HelpName = "name" };
    private readonly Option<string?> _profile = new("--profile") { Description = "Profile of --profile-file, or of the standard files, that has the access key [ALIBABA_CLOUD_PROFILE]", HelpName = "name" };
    private readonly Option<string?> _profileFile = new("--profile-file") { Description = "File with profiles: config.json of Alibaba Cloud CLI, credentials of its SDKs, .ossutilconfig", HelpName = "file" };
    private readonly Option<string?> _settings = new("--settings") { Description = "Settings file of an application [appsettings.json]", HelpName = "file" };
    private readonly Option<OssSignatureVersion?> _signature = new("--signature") { Description = "Version of the signature [V4]" };
    private readonly Option<BucketAddressing?> _addressing = new("--addressing") { Description = "How requests name the bucket [Automatic]" };
    private readonly Option<bool> _allowUnencrypted = new("--allow-http") { Description = "Allow http:// to other machines" };
    private readonly Option<int?> _timeout = new("--timeout") { Description = "Longest time of one request [30]", HelpName = "seconds" };

    /// <summary>Gives a command these options.</summary>
    internal void AddTo(Command command)
    {
        foreach (var option in new Option[] { _store, _endpoint, _region, _bucket, _profile, _profileFile, _settings, _signature, _addressing, _allowUnencrypted, _timeout })
            command.Options.Add(option);
    }

    /// <summary>Makes a command one that reads a bucket: it has an address, these options, and a catalog while it runs.</summary>
    /// <param name="command">Is given the argument, the options and the action.</param>
    /// <param name="address">What it names.</param>
    /// <param name="action">What it does; answers an <see cref="ExitCode"/>.</param>
    internal void OpenFor(Command command, Argument<ObjectAddress> address, Func<ParseResult, ObjectCatalog, ObjectAddress, CancellationToken, Task<int>> action)
    {
        command.Arguments.Add(address);
        AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var target = parsed.GetRequiredValue(address);
            using var catalog = await OpenCatalogAsync(parsed, target, cancellationToken).ConfigureAwait(false);
            return await action(parsed, catalog, target, cancellationToken).ConfigureAwait(false);
        });
    }

    /// <summary>The settings for the bucket of an address; null stands for the bucket of the settings.</summary>
    /// <exception cref="ToolException">The settings file cannot be read.</exception>
    internal async Task<OssAppendOptions> ResolveAsync(ParseResult parsed, ObjectAddress? address, CancellationToken cancellationToken)
    {
        var file = ReadSettings(parsed);
        var options = new OssAppendOptions
        {
            Endpoint = parsed.GetValue(_endpoint) ?? Variable("OSS_ENDPOINT") ?? file["Endpoint"],
            Region = parsed.GetValue(_region) ?? Variable("OSS_REGION") ?? file["Region"],
            Bucket = address?.Bucket ?? parsed.GetValue(_bucket) ?? Variable("OSS_BUCKET") ?? file["Bucket"],
            SignatureVersion = parsed.GetValue(_signature) ?? file.Choice<OssSignatureVersion>("SignatureVersion") ?? default,
            BucketAddressing = parsed.GetValue(_addressing) ?? file.Choice<BucketAddressing>("BucketAddressing") ?? default,
            AllowUnencryptedEndpoint = parsed.GetValue(_allowUnencrypted) || string.Equals(file["AllowUnencryptedEndpoint"], "true", StringComparison.OrdinalIgnoreCase),
        };
        if (parsed.GetValue(_timeout) is { } seconds)
            options.RequestTimeout = TimeSpan.FromSeconds(seconds);

        // Not as a provider of its own: a key that cannot be one is then a fault among those of the settings.
        if (IsKeyOf(file, parsed))
            (options.AccessKeyId, options.AccessKeySecret, options.SecurityToken) = (file["AccessKeyId"], file["AccessKeySecret"], file["SecurityToken"]);
        else
            options.Credentials = CredentialsOf(parsed);
        options.Store = parsed.GetValue(_store) ?? VariableChoice("OSS_STORE") ?? file.Choice<StoreKind>("Store")
            ?? await StoreRecognition.AskAsync(options, cancellationToken).ConfigureAwait(false) ?? StoreKind.Oss;
        return options;
    }

    /// <summary>The settings file; an empty one where none is there.</summary>
    /// <exception cref="ToolException">It cannot be read.</exception>
    internal AppSettingsFile ReadSettings(ParseResult parsed) => AppSettingsFile.Read(tool.Directory, parsed.GetValue(_settings));

    /// <summary>A catalog of the bucket of an address; the caller disposes it.</summary>
    /// <exception cref="OssAppendOptionsException">Settings that cannot work.</exception>
    internal async Task<ObjectCatalog> OpenCatalogAsync(ParseResult parsed, ObjectAddress? address, CancellationToken cancellationToken) =>
        ObjectCatalog.Open(await ResolveAsync(parsed, address, cancellationToken).ConfigureAwait(false), tool.Time);

    /// <summary>Whether the access key is the settings file's.</summary>
    private bool IsKeyOf(AppSettingsFile file, ParseResult parsed) =>
        parsed.GetValue(_profileFile) is null && parsed.GetValue(_profile) is null
        && Variable("OSS_ACCESS_KEY_ID") is null && Variable("ALIBABA_CLOUD_ACCESS_KEY_ID") is null
        && file["AccessKeyId"] is not null && file["AccessKeySecret"] is not null;

    private ICredentialsProvider CredentialsOf(ParseResult parsed)
    {
        var profile = parsed.GetValue(_profile);
        if (parsed.GetValue(_profileFile) is { } path)
            return CredentialsProvider.FromProfile(Path.GetFullPath(path, tool.Directory), profile);

        // A profile that is asked for is before the variables, which the chain would take first.
        var sources = new CredentialSources(
            tool.Time,
            new CredentialHttp(tool.Time, handler: null),
            name => profile is null ? tool.Variables(name) : name == "ALIBABA_CLOUD_PROFILE" ? profile : name.Contains("ACCESS_KEY", StringComparison.Ordinal) ? null : tool.Variables(name),
            tool.Home);
        return sources.DefaultChain();
    }

    /// <exception cref="ToolException">It names no store.</exception>
    private StoreKind? VariableChoice(string name) => Variable(name) switch
    {
        null => null,
        var text when Enum.TryParse<StoreKind>(text, ignoreCase: true, out var store) && Enum.IsDefined(store) => store,
        var text => throw new ToolException($"{name} is '{text}'; set it to {string.Join(" or ", Enum.GetNames<StoreKind>())}.", ExitCode.Usage),
    };

    private string? Variable(string name) => tool.Variables(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
