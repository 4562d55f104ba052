using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;

namespace LogAppendSink.Extensions.Logging;

/// <summary>
/// Settings in the provider's section of the configuration whose values are none of theirs. An empty value is none: an empty environment variable
/// is how a deployment leaves a setting out.
/// </summary>
internal static class UnreadableSettings
{
    /// <summary>A sentence for each, by its name. What is a text is never shown: it may be a secret.</summary>
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

    /// <summary>The names of the settings that are left out by an empty value.</summary>
    internal static IEnumerable<string> EmptyIn(IConfiguration section) => typeof(OssAppendLoggerOptions).GetProperties()
        .Select(property => property.Name)
        .Where(name => IsEmpty(section.GetSection(name)));

    private static bool IsEmpty(IConfigurationSection value) => value.Value is { } text && string.IsNullOrWhiteSpace(text) && !value.GetChildren().Any();

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
            return isText || isSection ? $"{name} stands in the configuration, where it cannot be read; set it in the callback of AddOssAppend." : null;

        if (isSection && value.Value is null)
            return $"{name} is a section or a list in the configuration; set it to {expected}.";
        return IsReadable(type, name, section) ? null : $"{name} is '{value.Value}'; set it to {expected}.";
    }

    /// <summary>What a value must be, to end the sentence "set it to"; null where no text can say it.</summary>
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

    /// <summary>Asked of the binder itself, so that there are no two opinions.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Numbers, durations, enums and texts: their converters are the runtime's own.")]
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
