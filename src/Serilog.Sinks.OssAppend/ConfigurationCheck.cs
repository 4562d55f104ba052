using System.Globalization;
using LogAppendSink;
using Microsoft.Extensions.Configuration;
using Serilog.Configuration;

namespace Serilog.Sinks.OssAppend;

/// <summary>Finds unknown names and unreadable values in the <c>OssAppend</c> configuration of a logger.</summary>
/// <remarks>
/// Serilog.Settings.Configuration ignores an unknown argument. Inside <c>options</c> it also ignores unknown names, and a value that it
/// cannot convert: the default applies, and only SelfLog reports it. A sink cannot know which section it is made from, so each sink checks
/// every section of its kind.
/// </remarks>
internal sealed class ConfigurationCheck
{
    private const string SinkName = "OssAppend";

    private static readonly Dictionary<string, Type> Settings = PropertiesOf(typeof(OssAppendOptions).GetProperties());
    private static readonly Dictionary<string, Type> Batching = PropertiesOf(typeof(BatchingOptions).GetProperties());

    private readonly Dictionary<string, Type> _arguments;
    private readonly List<(string Name, string? Advice, IEnumerable<string> Known)> _unknown = [];
    private readonly List<string> _faults = [];

    private ConfigurationCheck(Type sinkConfiguration) => _arguments = typeof(OssAppendLoggerConfigurationExtensions).GetMethods()
        .Select(method => method.GetParameters())
        .Where(parameters => parameters.Length > 0 && parameters[0].ParameterType == sinkConfiguration)
        .SelectMany(parameters => parameters.Skip(1))
        .Where(parameter => parameter.ParameterType != typeof(IConfiguration))
        .Select(parameter => (Name: parameter.Name!, Type: parameter.ParameterType)) // C# parameters always have names.
        .DistinctBy(parameter => parameter.Name)
        .ToDictionary(parameter => parameter.Name, parameter => parameter.Type, StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns one sentence per unreadable value.</summary>
    internal IReadOnlyList<string> Faults => _faults;

    /// <param name="configuration">The application's configuration; null if the logger is not made from one.</param>
    /// <param name="sinkConfiguration">The first parameter of the overloads, of <c>WriteTo</c> or <c>AuditTo</c>.</param>
    internal static ConfigurationCheck Of(IConfiguration? configuration, Type sinkConfiguration)
    {
        var check = new ConfigurationCheck(sinkConfiguration);
        if (configuration is not null)
            check.Search(configuration, parent: "", isAudit: sinkConfiguration == typeof(LoggerAuditSinkConfiguration));
        return check;
    }

    /// <summary>Returns one notice for each unknown name.</summary>
    internal IEnumerable<DeliveryNotice> Notices(DateTimeOffset now)
    {
        foreach (var (name, advice, known) in _unknown)
        {
            yield return advice is null
                ? DeliveryNotice.ForUnknownSetting(name, known, now)
                : new DeliveryNotice(
                    DeliveryNoticeKind.UnknownSetting, $"Setting '{name}' of OssAppend has no effect where it is. {advice}")
                {
                    Timestamp = now,
                };
        }
    }

    private void Search(IConfiguration section, string parent, bool isAudit)
    {
        foreach (var child in section.GetChildren())
        {
            if (child["Name"] == SinkName && Same(parent, "AuditTo") == isAudit)
                Check(child.GetSection("Args"), _arguments, Settings, "Move it into options.");
            Search(child, child.Key, isAudit);
        }
    }

    private void Check(IConfigurationSection section, Dictionary<string, Type> known, Dictionary<string, Type> elsewhere, string advice)
    {
        var names = known.Keys.Union(elsewhere.Keys, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (!known.TryGetValue(child.Key, out var type))
                _unknown.Add((child.Key, elsewhere.ContainsKey(child.Key) ? advice : null, names));
            else if (type == typeof(OssAppendOptions))
                Check(child, Settings, _arguments, "Move it from options to Args.");
            else if (type == typeof(BatchingOptions))
                Check(child, Batching, [], "");
            // Serilog rejects an unreadable argument before it calls the sink.
            else if (known != _arguments && FaultOf(child, type) is { } fault)
                _faults.Add(fault);
        }
    }

    private static string? FaultOf(IConfigurationSection setting, Type type)
    {
        var (name, value) = (setting.Key, setting.Value);
        if (typeof(IDictionary<string, string>).IsAssignableFrom(type))
        {
            return string.IsNullOrWhiteSpace(value)
                ? null
                : $"{name} is one text; set it to names with a value each, e.g. {{ \"team\": \"web\" }}.";
        }

        var scalar = Nullable.GetUnderlyingType(type) ?? type;
        if (Expected(scalar) is not { } expected)
            return null;

        if (value is null)
        {
            if (setting.GetChildren().Any())
                return $"{name} is a section or a list in the configuration; set it to {expected}.";
            return type.IsValueType && scalar == type ? $"{name} has no value; set it to {expected}, or leave it out." : null;
        }

        // An empty environment variable is a common way to leave out a setting.
        var text = Environment.ExpandEnvironmentVariables(value);
        return string.IsNullOrWhiteSpace(text) || IsReadable(text, scalar) ? null : $"{name} is '{text}'; set it to {expected}.";
    }

    /// <summary>
    /// Returns what a value must be, to complete the sentence "set it to"; null if it is not a text, a number, a time or a mode.
    /// </summary>
    private static string? Expected(Type type) => type switch
    {
        { IsEnum: true } => string.Join(", ", Enum.GetNames(type)),
        _ when type == typeof(TimeSpan) => "hours, minutes and seconds, e.g. 00:00:05, or 1.00:00:00 for a day",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) || type == typeof(long) => "a whole number",
        _ when type == typeof(string) => "a text",
        _ => null,
    };

    private static bool IsReadable(string text, Type type) => type switch
    {
        // Names separated by commas would be combined to another value. The rules check numbers without a name.
        { IsEnum: true } => Enum.TryParse(type, text, ignoreCase: true, out _) && !text.Contains(',', StringComparison.Ordinal),

        // A number alone would be read as days.
        _ when type == typeof(TimeSpan) => text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _),
        _ when type == typeof(bool) => bool.TryParse(text, out _),
        _ when type == typeof(int) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _),
        _ when type == typeof(long) => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _),
        _ => true,
    };

    private static Dictionary<string, Type> PropertiesOf(IEnumerable<System.Reflection.PropertyInfo> properties) =>
        properties.ToDictionary(property => property.Name, property => property.PropertyType, StringComparer.OrdinalIgnoreCase);

    private static bool Same(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
