using System.Reflection;

namespace LogAppendSink.Extensions.Logging.Tests.Support;

/// <summary>The settings that a configuration can contain; the others (credentials, callbacks) are code.</summary>
internal static class BindableSettings
{
    internal static IEnumerable<PropertyInfo> All => typeof(OssAppendLoggerOptions).GetProperties().Where(property =>
        property.PropertyType.IsValueType
            || property.PropertyType == typeof(string)
            || property.PropertyType == typeof(IDictionary<string, string>));
}
