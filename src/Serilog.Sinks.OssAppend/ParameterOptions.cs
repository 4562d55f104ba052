using LogAppendSink;

namespace Serilog.Sinks.OssAppend;

/// <summary>
/// The settings of an overload with parameters, with those that came by name in <c>settings</c>: what is no text of theirs is a fault like
/// any other, and what is no setting is told.
/// </summary>
/// <remarks>
/// Why there is such a parameter at all: Serilog.Settings.Configuration hands a sink the arguments that are its parameters and passes over
/// all others in silence, but a dictionary it hands over as it is.
/// </remarks>
internal sealed class ParameterOptions : OssAppendOptions
{
    /// <summary>Parameters that no text in <c>settings</c> can stand for.</summary>
    internal static readonly string[] BesideSettings =
    [
        "credentials", "httpMessageHandler", "tags", "metadata", "onNotice",
        "storeTimeLimit", "formatter", "outputTemplate", "formatProvider", "restrictedToMinimumLevel", "levelSwitch", "batching",
    ];

    private readonly List<string> _faults = [];
    private readonly List<string> _unknown = [];

    /// <summary>One for each name that is no setting.</summary>
    internal IEnumerable<DeliveryNotice> UnknownSettingNotices(DateTimeOffset now) =>
        _unknown.Select(name => DeliveryNotice.ForUnknownSetting(name, SettingText.All.Select(setting => setting.Name), now));

    /// <summary>Sets what is named, without regard to case, over what the parameters have set.</summary>
    internal void Read(IEnumerable<KeyValuePair<string, string?>>? settings)
    {
        foreach (var (name, text) in settings ?? [])
        {
            if (SettingText.All.FirstOrDefault(setting => Same(setting.Name, name)) is { } known)
                Set(known, text);
            else if (Array.Find(BesideSettings, parameter => Same(parameter, name)) is { } parameter)
                _faults.Add($"{name} stands in settings, where it cannot be read; put it beside settings, as the argument {parameter}.");
            else
                _unknown.Add(name);
        }
    }

    protected internal override IEnumerable<string> FrontEndErrors() => _faults;

    private void Set(SettingText setting, string? text)
    {
        // An empty environment variable is how a deployment leaves a setting out. A null is one of the configuration, or a section.
        if (text is not null && string.IsNullOrWhiteSpace(text))
            return;
        if (text is null)
            _faults.Add($"{setting.Name} has no value in settings; set it to {setting.Expected}, or leave it out.");
        else if (!setting.TrySet(this, text))
            _faults.Add($"{setting.Name} is '{text}'; set it to {setting.Expected}.");
    }

    private static bool Same(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
