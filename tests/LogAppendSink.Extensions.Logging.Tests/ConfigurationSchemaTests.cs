using System.Text.Json.Nodes;
using LogAppendSink.Extensions.Logging.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Configuration;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests;

/// <summary>
/// The schemas with which editors complete and check appsettings.json are generated from the settings and their documentation.
/// </summary>
public sealed class ConfigurationSchemaTests
{
    [Fact]
    public void Schema_of_the_provider_matches_its_settings() => SchemaFile.AssertIs(
        SchemaFile.Object(new JsonObject
        {
            ["Logging"] = SchemaFile.Object(
                new JsonObject { ["OssAppend"] = Closed("Ships events to append objects of an object store.", Settings()) }),
        }),
        "LogAppendSink.Extensions.Logging");

    [Fact]
    public void Schema_of_the_sinks_matches_their_parameters() => SchemaFile.AssertIs(
        SchemaFile.Object(new JsonObject
        {
            ["Serilog"] = SchemaFile.Object(new JsonObject
            {
                ["WriteTo"] = Sinks("Ships events to append objects of an object store.", typeof(LoggerSinkConfiguration)),
                ["AuditTo"] = Sinks(
                    "Stores each event in an append object before the logging call returns.", typeof(LoggerAuditSinkConfiguration)),
            }),
        }),
        "Serilog.Sinks.OssAppend");

    /// <summary>Editors underline an unknown name.</summary>
    private static JsonObject Closed(string description, JsonObject properties) => new()
    {
        ["type"] = "object",
        ["description"] = description,
        ["properties"] = properties,
        ["additionalProperties"] = false,
    };

    private static JsonObject Settings()
    {
        var settings = new JsonObject();
        foreach (var property in BindableSettings.All.OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            var type = SchemaFile.TypeOf(property.PropertyType);
            type["description"] = SchemaFile.SummaryOf($"P:{property.DeclaringType}.{property.Name}");
            settings[property.Name] = type;
        }

        settings["LogLevel"] = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = SchemaFile.Names(typeof(LogLevel)),
            ["description"] = "The least level that is shipped, by category; Default for all others.",
        };
        return settings;
    }

    /// <summary>A list of sinks, or sinks with names chosen by the application. Other sinks are not described.</summary>
    private static JsonObject Sinks(string description, Type configuration)
    {
        JsonObject Rule() => new()
        {
            ["if"] = new JsonObject { ["properties"] = new JsonObject { ["Name"] = new JsonObject { ["const"] = "OssAppend" } }, ["required"] = new JsonArray("Name") },
            ["then"] = new JsonObject { ["properties"] = new JsonObject { ["Args"] = Closed(description, Parameters(configuration)) } },
        };
        return new JsonObject { ["items"] = Rule(), ["additionalProperties"] = Rule() };
    }

    /// <summary>The parameters of the overload whose parameters are all optional.</summary>
    private static JsonObject Parameters(Type configuration)
    {
        var parameters = new JsonObject();
        foreach (var parameter in typeof(OssAppendLoggerConfigurationExtensions).GetMethods()
            .Where(method => method.Name == "OssAppend").Select(method => method.GetParameters())
            .Single(found => found[0].ParameterType == configuration && found.Skip(1).All(parameter => parameter.IsOptional))
            .Where(parameter => parameter.IsOptional && parameter.ParameterType != typeof(IConfiguration)))
        {
            var description = SchemaFile.ParameterText(
                // C# parameters always have names.
                $"M:{typeof(OssAppendLoggerConfigurationExtensions).FullName}.OssAppend({configuration.FullName},System.String,", parameter.Name!);
            var type = SchemaFile.TypeOf(parameter.ParameterType);
            type["description"] = description;
            if (parameter.ParameterType == typeof(OssAppendOptions))
                (type["properties"], type["additionalProperties"]) = (SettingsOfTheSink(), false);
            parameters[parameter.Name!] = type;
        }

        return parameters;
    }

    private static JsonObject SettingsOfTheSink()
    {
        var settings = new JsonObject();
        foreach (var property in typeof(OssAppendOptions).GetProperties().OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            var type = SchemaFile.TypeOf(property.PropertyType);
            type["description"] = SchemaFile.SummaryOf($"P:{typeof(OssAppendOptions).FullName}.{property.Name}");
            settings[property.Name] = type;
        }

        return settings;
    }
}
