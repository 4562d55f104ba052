namespace LogAppendSink.Cli.Connection;

/// <summary>
/// The names that the front ends accept in <c>appsettings.json</c>. The tool does not reference the front ends; a test compares the names.
/// </summary>
internal static class KnownSettings
{
    /// <summary>The settings of the pipeline, also in <c>options</c>.</summary>
    internal static readonly string[] Options = [.. typeof(OssAppendOptions).GetProperties().Select(property => property.Name)];

    /// <summary>The names in <c>Logging:OssAppend</c>.</summary>
    internal static readonly string[] Provider = [.. Options, "FormatterName", "IncludeScopes", "LogLevel"];

    /// <summary>The names in <c>Args</c> of <c>OssAppend</c> in <c>Serilog:WriteTo</c>.</summary>
    internal static readonly string[] Arguments =
    [
        "endpoint", "bucket", "objectKey", "region", "rollingInterval", "bufferingTimeLimit", "bufferPath", "compression", "outputTemplate",
        "formatter", "formatProvider", "restrictedToMinimumLevel", "levelSwitch", "batching", "options",
    ];

    /// <summary>Returns the message for an unknown or misplaced setting; null if the setting is valid.</summary>
    /// <param name="name">The name in the file.</param>
    /// <param name="known">The names that have an effect there.</param>
    internal static string? Fault(string name, string[] known)
    {
        if (Has(known, name))
            return null;

        // The setting exists, but in the other section. The sink reports the same message.
        if (known == Arguments && Has(Options, name))
            return $"Setting '{name}' of OssAppend has no effect where it is. Move it into options.";
        if (known == Options && Has(Arguments, name))
            return $"Setting '{name}' of OssAppend has no effect where it is. Move it from options to Args.";
        return UnknownSetting.Message(name, known == Provider ? Provider : Options.Union(Arguments, StringComparer.OrdinalIgnoreCase));
    }

    private static bool Has(string[] names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
}
