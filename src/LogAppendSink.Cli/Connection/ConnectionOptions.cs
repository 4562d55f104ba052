using System.CommandLine;
using LogAppendSink.Credentials;
using LogAppendSink.Reading;

namespace LogAppendSink.Cli.Connection;

/// <summary>The options that locate the store. Combines them with the environment and the settings file.</summary>
/// <remarks>
/// An option overrides a variable, and a variable overrides the file. Access key id and secret always come from the same source. There is
/// no option for a secret: other users of the machine can read the arguments of a process, and the shell's history keeps them.
/// </remarks>
internal sealed class ConnectionOptions(ToolEnvironment tool)
{
    private readonly Option<StoreKind?> _store = new("--store")
    {
        Description = "Kind of the store [OSS_STORE; else detected from the endpoint's response]",
    };
    private readonly Option<string?> _endpoint = new("--endpoint", "-e")
    {
        Description = "Endpoint of the store [OSS_ENDPOINT]",
        HelpName = "host or URL",
    };
    private readonly Option<string?> _region = new("--region")
    {
        Description = "Region that requests are signed for [OSS_REGION; else taken from a public endpoint]",
        HelpName = "id",
    };
    private readonly Option<string?> _bucket = new("--bucket", "-b")
    {
        Description = "Default bucket, for keys without oss://bucket/ [OSS_BUCKET]",
        HelpName = "name",
    };
    private readonly Option<string?> _profile = new("--profile")
    {
        Description = "Profile with the access key, in --profile-file or a standard file [ALIBABA_CLOUD_PROFILE]",
        HelpName = "name",
    };
    private readonly Option<string?> _profileFile = new("--profile-file")
    {
        Description = "Profile file: config.json of the Alibaba Cloud CLI, credentials of its SDKs, or .ossutilconfig",
        HelpName = "file",
    };
    private readonly Option<string?> _settings = new("--settings")
    {
        Description = "Settings file of an application [appsettings.json]",
        HelpName = "file",
    };
    private readonly Option<OssSignatureVersion?> _signature = new("--signature") { Description = "Signature version [V4]" };
    private readonly Option<BucketAddressing?> _addressing = new("--addressing")
    {
        Description = "How requests name the bucket [Automatic]",
    };
    private readonly Option<bool> _allowUnencrypted = new("--allow-http") { Description = "Allow unencrypted http:// to other machines" };
    private readonly Option<int?> _timeout = new("--timeout") { Description = "Time limit of one request [30]", HelpName = "seconds" };

    private AppSettingsFile? _file;

    /// <summary>Adds these options to a command.</summary>
    internal void AddTo(Command command)
    {
        Option[] all =
        [
            _store, _endpoint, _region, _bucket, _profile, _profileFile, _settings, _signature, _addressing, _allowUnencrypted, _timeout,
        ];
        foreach (var option in all)
            command.Options.Add(option);
    }

    /// <summary>Makes a command read a bucket: adds an address and these options, and opens a catalog while it runs.</summary>
    /// <param name="command">Receives the argument, the options and the action.</param>
    /// <param name="address">The address argument.</param>
    /// <param name="action">Runs the command and returns an <see cref="ExitCode"/>.</param>
    internal void OpenFor(
        Command command, Argument<ObjectAddress> address,
        Func<ParseResult, ObjectCatalog, ObjectAddress, CancellationToken, Task<int>> action)
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

    /// <summary>Returns the settings for the bucket of an address; null selects the bucket of the settings.</summary>
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
            AllowUnencryptedEndpoint = parsed.GetValue(_allowUnencrypted)
                || string.Equals(file["AllowUnencryptedEndpoint"], "true", StringComparison.OrdinalIgnoreCase),
        };
        if (parsed.GetValue(_timeout) is { } seconds)
            options.RequestTimeout = TimeSpan.FromSeconds(seconds);

        // Set as options and not as a provider, so that validation reports an invalid key with the other settings.
        if (IsKeyOf(file, parsed))
            (options.AccessKeyId, options.AccessKeySecret, options.SecurityToken) =
                (file["AccessKeyId"], file["AccessKeySecret"], file["SecurityToken"]);
        else
            options.Credentials = CredentialsOf(parsed);
        options.Store = parsed.GetValue(_store) ?? VariableChoice("OSS_STORE") ?? file.Choice<StoreKind>("Store")
            ?? await StoreRecognition.AskAsync(options, cancellationToken).ConfigureAwait(false) ?? StoreKind.Oss;
        return options;
    }

    /// <summary>Returns the settings, empty if the file does not exist. Reads the file and reports unknown names only once.</summary>
    /// <exception cref="ToolException">The file cannot be read.</exception>
    internal AppSettingsFile ReadSettings(ParseResult parsed)
    {
        if (_file is not null)
            return _file;

        _file = AppSettingsFile.Read(tool.Directory, parsed.GetValue(_settings));
        foreach (var fault in _file.Faults)
            tool.Report($"logappend: {fault}");
        return _file;
    }

    /// <summary>Opens a catalog of the bucket of an address; the caller disposes it.</summary>
    /// <exception cref="OssAppendOptionsException">The settings are invalid.</exception>
    internal async Task<ObjectCatalog> OpenCatalogAsync(ParseResult parsed, ObjectAddress? address, CancellationToken cancellationToken) =>
        ObjectCatalog.Open(await ResolveAsync(parsed, address, cancellationToken).ConfigureAwait(false), tool.Time);

    /// <summary>Whether the access key comes from the settings file.</summary>
    private bool IsKeyOf(AppSettingsFile file, ParseResult parsed) =>
        parsed.GetValue(_profileFile) is null && parsed.GetValue(_profile) is null
        && Variable("OSS_ACCESS_KEY_ID") is null && Variable("ALIBABA_CLOUD_ACCESS_KEY_ID") is null
        && file["AccessKeyId"] is not null && file["AccessKeySecret"] is not null;

    private ICredentialsProvider CredentialsOf(ParseResult parsed)
    {
        var profile = parsed.GetValue(_profile);
        if (parsed.GetValue(_profileFile) is { } path)
            return CredentialsProvider.FromProfile(Path.GetFullPath(path, tool.Directory), profile);

        // A requested profile overrides the variables, which the chain would otherwise use first.
        var sources = new CredentialSources(
            tool.Time,
            new CredentialHttp(tool.Time, handler: null),
            name =>
                profile is null ? tool.Variables(name)
                    : name == "ALIBABA_CLOUD_PROFILE" ? profile
                    : name.Contains("ACCESS_KEY", StringComparison.Ordinal) ? null
                    : tool.Variables(name),
            tool.Home);
        return sources.DefaultChain();
    }

    /// <exception cref="ToolException">The value is not a kind of store.</exception>
    private StoreKind? VariableChoice(string name) => Variable(name) switch
    {
        null => null,
        var text when Enum.TryParse<StoreKind>(text, ignoreCase: true, out var store) && Enum.IsDefined(store) => store,
        var text => throw new ToolException($"{name} is '{text}'; "
            + $"set it to {string.Join(" or ", Enum.GetNames<StoreKind>())}.", ExitCode.Usage),
    };

    private string? Variable(string name) => tool.Variables(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
