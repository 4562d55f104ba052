using System.Globalization;
using LogAppendSink;
using Microsoft.Extensions.Configuration;
using Serilog.Configuration;

namespace Serilog.Sinks.OssAppend;

/// <summary>The unknown names and unreadable values of <c>OssAppend</c> in the configuration that a logger is made from.</summary>
/// <remarks>
/// Serilog.Settings.Configuration ignores an argument that is no parameter. Inside <c>options</c> it also ignores unknown names, and a value that
/// it cannot convert: the default applies, and only SelfLog reports it. It does not say which section a sink is made from, so each sink checks
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
        .DistinctBy(parameter => parameter.Name)
        .ToDictionary(parameter => parameter.Name!, parameter => parameter.ParameterType, StringComparer.OrdinalIgnoreCase); // Parameters in C# have names.

    /// <summary>One sentence for each value that cannot be read.</summary>
    internal IReadOnlyList<string> Faults => _faults;

    /// <param name="configuration">The application's configuration; null if the logger is not made from one.</param>
    /// <param name="sinkConfiguration">The first parameter of the overloads: of <c>WriteTo</c> or of <c>AuditTo</c>.</param>
    internal static ConfigurationCheck Of(IConfiguration? configuration, Type sinkConfiguration)
    {
        var check = new ConfigurationCheck(sinkConfiguration);
        if (configuration is not null)
            check.Search(configuration, parent: "", isAudit: sinkConfiguration == typeof(LoggerAuditSinkConfiguration));
        return check;
    }

    /// <summary>Returns one notice for each unknown name.</summary>
    internal IEnumerable<DeliveryNotice> Notices(DateTimeOffset now) => _unknown.Select(unknown => unknown.Advice is { } advice
        ? new DeliveryNotice(DeliveryNoticeKind.UnknownSetting, $"Setting '{unknown.Name}' of OssAppend has no effect where it is. {advice}") { Timestamp = now }
        : DeliveryNotice.ForUnknownSetting(unknown.Name, unknown.Known, now));

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
        foreach (var child in section.GetChildren())
        {
            if (!known.TryGetValue(child.Key, out var type))
                _unknown.Add((child.Key, elsewhere.ContainsKey(child.Key) ? advice : null, known.Keys.Union(elsewhere.Keys, StringComparer.OrdinalIgnoreCase)));
            else if (type == typeof(OssAppendOptions))
                Check(child, Settings, _arguments, "Move it out of options, next to it.");
            else if (type == typeof(BatchingOptions))
                Check(child, Batching, [], "");
            else if (known != _arguments && FaultOf(child, type) is { } fault) // The reader itself refuses an argument that it cannot convert.
                _faults.Add(fault);
        }
    }

    private static string? FaultOf(IConfigurationSection setting, Type type)
    {
        var isSection = setting.Value is null && setting.GetChildren().Any();
        if (typeof(IDictionary<string, string>).IsAssignableFrom(type))
            return string.IsNullOrWhiteSpace(setting.Value) ? null : $"{setting.Key} is one text; set it to names with a value each, e.g. {{ \"team\": \"web\" }}.";
        if (Expected(Nullable.GetUnderlyingType(type) ?? type) is not { } expected)
            return null;
        if (isSection)
            return $"{setting.Key} is a section or a list in the configuration; set it to {expected}.";
        if (setting.Value is null)
            return type.IsValueType && Nullable.GetUnderlyingType(type) is null ? $"{setting.Key} has no value; set it to {expected}, or leave it out." : null;

        // An empty environment variable is how a deployment leaves a setting out.
        var text = Environment.ExpandEnvironmentVariables(setting.Value);
        return string.IsNullOrWhiteSpace(text) || IsReadable(text, Nullable.GetUnderlyingType(type) ?? type) ? null : $"{setting.Key} is '{text}'; set it to {expected}.";
    }

    /// <summary>What a value must be, to end the sentence "set it to"; null if it is not a text, a number, a time or a mode.</summary>
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
        // Names with commas between them would be added up to another one. A number that has no name is left to the rules.
        { IsEnum: true } => Enum.TryParse(type, text, ignoreCase: true, out _) && !text.Contains(',', StringComparison.Ordinal),

        // A number alone would be days.
        _ when type == typeof(TimeSpan) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _) && text.Contains(':', StringComparison.Ordinal),
        _ when type == typeof(bool) => bool.TryParse(text, out _),
        _ when type == typeof(int) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _),
        _ when type == typeof(long) => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _),
        _ => true,
    };

    private static Dictionary<string, Type> PropertiesOf(IEnumerable<System.Reflection.PropertyInfo> properties) =>
        properties.ToDictionary(property => property.Name, property => property.PropertyType, StringComparer.OrdinalIgnoreCase);

    private static bool Same(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
