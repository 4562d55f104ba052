using LogAppendSink.Cli.Connection;
using LogAppendSink.Extensions.Logging;
using Microsoft.Extensions.Configuration;
using Serilog;
using Serilog.Configuration;
using Xunit;

namespace LogAppendSink.Conventions.Operations;

/// <summary>The tool reports as unknown exactly the names that the front ends report.</summary>
public class KnownSettingsTests
{
    [Fact]
    public void Names_in_Args_equal_the_parameters_of_the_sink()
    {
        var parameters = typeof(OssAppendLoggerConfigurationExtensions).GetMethods()
            .Select(method => method.GetParameters())
            .Where(parameters => parameters.Length > 0 && parameters[0].ParameterType == typeof(LoggerSinkConfiguration))
            .MaxBy(parameters => parameters.Length)!; // It has overloads.

        var names = parameters.Skip(1)
            .Where(parameter => parameter.ParameterType != typeof(IConfiguration))
            .Select(parameter => parameter.Name);
        Assert.Equal(names, KnownSettings.Arguments);
    }

    [Fact]
    public void Names_of_the_provider_equal_its_settings() => Assert.Equal(
        typeof(OssAppendLoggerOptions).GetProperties().Select(property => property.Name).Append("LogLevel").Order(StringComparer.Ordinal),
        KnownSettings.Provider.Order(StringComparer.Ordinal));
}
