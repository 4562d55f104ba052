using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LogAppendSink.Extensions.Logging.Tests.Support;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests;

/// <summary>The schema by which editors complete appsettings.json is made of the settings and their documentation.</summary>
public sealed partial class ConfigurationSchemaTests
{
    private const string WriteVariable = "LOGAPPENDSINK_WRITE_SCHEMA";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string Path = System.IO.Path.Combine(RepositoryFiles.Root, "src/LogAppendSink.Extensions.Logging/ConfigurationSchema.json");

    [Fact]
    public void The_schema_is_that_of_the_settings()
    {
        var schema = Schema().ToJsonString(Indented) + "\n";
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
            File.WriteAllText(Path, schema);

        Assert.True(
            File.Exists(Path) && File.ReadAllText(Path) == schema,
            $"The settings have changed: run this test once with {WriteVariable}=1, and look at what it has made of {Path}.");
    }

    private static JsonObject Schema() => Object(new JsonObject
    {
        ["Logging"] = Object(new JsonObject
        {
            ["OssAppend"] = new JsonObject
            {
                ["type"] = "object",
                ["description"] = "Ships events to append objects of an object store.",
                ["properties"] = Settings(),
                ["additionalProperties"] = false,
            },
        }),
    });

    private static JsonObject Object(JsonObject properties) => new() { ["type"] = "object", ["properties"] = properties };

    private static JsonObject Settings()
    {
        var summaries = Summaries();
        var settings = new JsonObject();
        foreach (var property in BindableSettings.All.OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            var type = TypeOf(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
            type["description"] = summaries[$"P:{property.DeclaringType}.{property.Name}"];
            settings[property.Name] = type;
        }

        settings["LogLevel"] = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = Names(typeof(LogLevel)),
            ["description"] = "The least level that is shipped, by category; Default for all others.",
        };
        return settings;
    }

    private static JsonObject TypeOf(Type type)
    {
        if (type.IsEnum)
            return Names(type);
        if (type == typeof(TimeSpan))
            return new JsonObject { ["type"] = "string", ["pattern"] = @"^([0-9]+\.)?[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?$" };
        if (typeof(IDictionary<string, string>).IsAssignableFrom(type))
            return new JsonObject { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = "string" } };
        return new JsonObject { ["type"] = type == typeof(string) ? "string" : type == typeof(bool) ? "boolean" : "integer" };
    }

    private static JsonObject Names(Type type) => new() { ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => (JsonNode)name)]) };

    private static Dictionary<string, string> Summaries() => new[] { "LogAppendSink.xml", "LogAppendSink.Extensions.Logging.xml" }
        .SelectMany(file => XDocument.Load(System.IO.Path.Combine(AppContext.BaseDirectory, file), LoadOptions.PreserveWhitespace).Descendants("member"))
        .Where(member => member.Element("summary") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value, member => Text(member.Element("summary")!)); // Members have names, and these summaries.

    /// <summary>Documentation as plain text: a reference is the name it refers to.</summary>
    private static string Text(XElement summary) => Whitespace().Replace(
        string.Concat(summary.Nodes().Select(node => node switch
        {
            XElement element when element.Attribute("cref") is { } reference => reference.Value[(reference.Value.LastIndexOf('.') + 1)..],
            XElement element => element.Value,
            _ => node.ToString(),
        })),
        " ").Trim();

    [GeneratedRegex("\\s+")]
    private static partial Regex Whitespace();
}
