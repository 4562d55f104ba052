using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;

namespace LogAppendSink.Extensions.Logging;

/// <summary>
/// Reports values in the provider's configuration section that cannot be read. An empty value counts as not set: an empty environment
/// variable is a common way to leave out a setting.
/// </summary>
internal static class UnreadableSettings
{
    /// <summary>Returns a sentence for each unreadable value, by setting. Text values are never included: they may be secrets.</summary>
    internal static IReadOnlyDictionary<string, string> In(IConfiguration section)
    {
        var faults = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in typeof(OssAppendLoggerOptions).GetProperties())
        {
            if (FaultOf(property.Name, property.PropertyType, section) is { } fault)
                faults[property.Name] = fault;
        }

        return faults;
    }

    /// <summary>Returns the names of settings with an empty value.</summary>
    internal static IEnumerable<string> EmptyIn(IConfiguration section) => typeof(OssAppendLoggerOptions).GetProperties()
        .Select(property => property.Name)
        .Where(name => IsEmpty(section.GetSection(name)));

    private static bool IsEmpty(IConfigurationSection value) =>
        value.Value is { } text && string.IsNullOrWhiteSpace(text) && !value.GetChildren().Any();

    private static string? FaultOf(string name, Type type, IConfiguration section)
    {
        var value = section.GetSection(name);
        if (IsEmpty(value))
            return null;

        var isText = value.Value is { Length: > 0 };
        var isSection = value.GetChildren().Any();
        if (typeof(IDictionary<string, string>).IsAssignableFrom(type))
            return isText ? $"{name} is one text; set it to names with a value each, e.g. {{ \"team\": \"web\" }}." : null;

        if (Expected(Nullable.GetUnderlyingType(type) ?? type) is not { } expected)
            return isText || isSection ? $"{name} cannot be set in the configuration; set it in the callback of AddOssAppend." : null;

        if (isSection && value.Value is null)
            return $"{name} is a section or a list in the configuration; set it to {expected}.";
        return IsReadable(type, name, section) ? null : $"{name} is '{value.Value}'; set it to {expected}.";
    }

    /// <summary>Returns what a value must be, to complete the sentence "set it to"; null if it cannot be set as text.</summary>
    private static string? Expected(Type type)
    {
        if (type.IsEnum)
            return string.Join(", ", Enum.GetNames(type));
        if (type == typeof(TimeSpan))
            return "hours, minutes and seconds, e.g. 00:00:05, or 1.00:00:00 for a day";
        if (type == typeof(bool))
            return "true or false";
        if (type == typeof(int) || type == typeof(long))
            return "a whole number";
        return type == typeof(string) ? "a text" : null;
    }

    /// <summary>Uses the binder itself, so that both agree.</summary>
    [UnconditionalSuppressMessage(
        "Trimming", "IL2026", Justification = "Numbers, durations, enums and texts: their converters are part of the runtime.")]
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "As above.")]
    private static bool IsReadable(Type type, string name, IConfiguration section)
    {
        try
        {
            section.GetValue(type, name);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
