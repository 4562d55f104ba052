using LogAppendSink;

namespace Serilog.Sinks.OssAppend;

/// <summary>The settings of a sink, from the arguments of the overloads.</summary>
internal static class GivenSettings
{
    /// <summary>Returns the defaults, changed by the callback.</summary>
    internal static OssAppendOptions From(Action<OssAppendOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new OssAppendOptions();
        configure(options);
        return options;
    }

    /// <summary>Returns a copy of the options in which the parameters that are set take precedence.</summary>
    internal static OssAppendOptions Over(
        OssAppendOptions? options,
        string? endpoint,
        string? bucket,
        string? objectKey,
        string? region,
        ObjectRollingInterval? rollingInterval,
        RecordCompression? compression)
    {
        var settings = WithoutEmptyTexts(options);
        settings.Endpoint = NotEmpty(endpoint) ?? settings.Endpoint;
        settings.Bucket = NotEmpty(bucket) ?? settings.Bucket;
        settings.ObjectKey = NotEmpty(objectKey) ?? settings.ObjectKey;
        settings.Region = NotEmpty(region) ?? settings.Region;
        settings.RollingInterval = rollingInterval ?? settings.RollingInterval;
        settings.Compression = compression ?? settings.Compression;
        return settings;
    }

    internal static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    // An empty environment variable is a common way to leave out a setting.
    private static OssAppendOptions WithoutEmptyTexts(OssAppendOptions? options)
    {
        var defaults = new OssAppendOptions();
        if (options is null)
            return defaults;

        var copy = options.Copy();
        foreach (var property in typeof(OssAppendOptions).GetProperties().Where(property => property.PropertyType == typeof(string)))
        {
            if (NotEmpty((string?)property.GetValue(copy)) is null)
                property.SetValue(copy, property.GetValue(defaults));
        }

        return copy;
    }
}
