using static LogAppendSink.Credentials.VariableText;

namespace LogAppendSink.Credentials.Profiles;

/// <summary>A profile file: its location, its format and the profile to use.</summary>
/// <param name="Path">The file; empty if unknown.</param>
/// <param name="IsJson">Whether the format is Alibaba Cloud CLI's JSON instead of INI.</param>
/// <param name="DefaultNames">The default profiles; the first that exists is used.</param>
/// <param name="Profile">The requested profile; null for the default.</param>
internal sealed record ProfileFile(string Path, bool IsJson, IReadOnlyList<string> DefaultNames, Func<string?> Profile)
{
    internal const string ProfileVariable = "ALIBABA_CLOUD_PROFILE";
    internal const string CliFileVariable = "ALIBABA_CLOUD_CONFIG_FILE";
    internal const string CliDisabledVariable = "ALIBABA_CLOUD_CLI_PROFILE_DISABLED";
    internal const string IniFileVariable = "ALIBABA_CLOUD_CREDENTIALS_FILE";

    /// <summary>Returns why the file is not read; null if it is.</summary>
    internal Func<string?> DisabledBy { get; init; } = () => null;

    /// <summary>The files that Alibaba Cloud's tools write into the home directory, in the order in which they are tried.</summary>
    internal static IEnumerable<ProfileFile> Standard(CredentialSources sources)
    {
        string? Profile() => NonEmpty(sources.Environment(ProfileVariable));
        string InHome(params string[] names) => sources.Home.Length == 0 ? "" : System.IO.Path.Combine([sources.Home, .. names]);

        yield return new ProfileFile(
            NonEmpty(sources.Environment(CliFileVariable)) ?? InHome(".aliyun", "config.json"), IsJson: true, ["default"], Profile)
        {
            DisabledBy = () => IsTrue(sources.Environment(CliDisabledVariable)) ? $"{CliDisabledVariable} is true" : null,
        };
        yield return new ProfileFile(
            NonEmpty(sources.Environment(IniFileVariable)) ?? InHome(".alibabacloud", "credentials"), IsJson: false, ["default"], Profile);
        yield return new ProfileFile(InHome(".ossutilconfig"), IsJson: false, ["Credentials", "default"], () => null);
    }

    /// <summary>A file set by the application.</summary>
    internal static ProfileFile At(string path, string? profile) => new(
        path, IsJson: path.EndsWith(".json", StringComparison.OrdinalIgnoreCase), ["Credentials", "default"], () => NonEmpty(profile));

    /// <summary>Parses the profiles and selects one.</summary>
    /// <exception cref="FormatException">The file is invalid, or does not have the profile.</exception>
    internal (ProfileSection Chosen, IReadOnlyList<ProfileSection> All) Parse(string text)
    {
        string? current = null;
        var sections = IsJson ? ProfileParser.ParseJson(text, out current) : ProfileParser.ParseIni(text);
        IReadOnlyList<string> names = (Profile() ?? NonEmpty(current)) is { } name ? [name] : DefaultNames;
        var chosen = names.Select(name => Find(sections, name)).FirstOrDefault(section => section is not null);
        return chosen is not null ? (chosen, sections) : throw new FormatException($"it has no profile '{string.Join("' or '", names)}'");
    }

    internal static ProfileSection? Find(IEnumerable<ProfileSection> sections, string name) =>
        sections.FirstOrDefault(section => section.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
