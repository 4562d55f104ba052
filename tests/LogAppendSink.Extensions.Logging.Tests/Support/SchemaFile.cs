using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests.Support;

/// <summary>
/// Generates a <c>ConfigurationSchema.json</c> from settings and their documentation, and compares it with the file in the repository.
/// </summary>
internal static partial class SchemaFile
{
    private const string WriteVariable = "LOGAPPENDSINK_WRITE_SCHEMA";

    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<string, XElement> Documentation =
        new[] { "LogAppendSink", "LogAppendSink.Extensions.Logging", "Serilog.Sinks.OssAppend" }
        .SelectMany(assembly => XDocument.Load(
            Path.Combine(AppContext.BaseDirectory, assembly + ".xml"), LoadOptions.PreserveWhitespace).Descendants("member"))
        .ToDictionary(member => member.Attribute("name")!.Value); // Members have names.

    internal static void AssertIs(JsonObject schema, string project)
    {
        var path = Path.Combine(RepositoryFiles.Root, "src", project, "ConfigurationSchema.json");
        var text = schema.ToJsonString(Indented) + "\n";
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
            File.WriteAllText(path, text);

        Assert.True(
            File.Exists(path) && File.ReadAllText(path) == text,
            $"The settings have changed: run this test once with {WriteVariable}=1, and look at what it has made of {path}.");
    }

    internal static JsonObject Object(JsonObject properties) => new() { ["type"] = "object", ["properties"] = properties };

    internal static JsonObject TypeOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
            return Names(type);
        if (type == typeof(TimeSpan))
            return new JsonObject { ["type"] = "string", ["pattern"] = @"^([0-9]+\.)?[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?$" };
        if (typeof(IDictionary<string, string>).IsAssignableFrom(type))
            return new JsonObject { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = "string" } };
        if (type == typeof(bool))
            return new JsonObject { ["type"] = "boolean" };
        if (type == typeof(int) || type == typeof(long))
            return new JsonObject { ["type"] = "integer" };

        // Other types are given by name, as a type or static member, or created from a section.
        return new JsonObject { ["type"] = type == typeof(string) ? "string" : new JsonArray("string", "object") };
    }

    internal static JsonObject Names(Type type) =>
        new() { ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => (JsonNode)name)]) };

    /// <summary>Returns the summary of a member as plain text, by its name in the documentation.</summary>
    internal static string SummaryOf(string member) => Text(Documentation[member].Element("summary")!); // Every member has a summary.

    /// <summary>Returns the documentation of a parameter of the method whose documentation name starts with this.</summary>
    internal static string ParameterText(string method, string parameter) => Text(Documentation
        .Single(member => member.Key.StartsWith(method, StringComparison.Ordinal)).Value
        .Elements("param").Single(element => element.Attribute("name")?.Value == parameter));

    /// <summary>Returns documentation as plain text: references become names, and inherited text is inserted.</summary>
    private static string Text(XElement documentation) => Whitespace().Replace(
        string.Concat(documentation.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "inheritdoc" } element => SummaryOf(element.Attribute("cref")!.Value), // Every inheritdoc here has a cref.
            XElement element when (element.Attribute("cref") ?? element.Attribute("name")) is { } reference => reference.Value[(
                reference.Value.LastIndexOf('.') + 1)..],
            XElement element => element.Value,
            _ => node.ToString(),
        })),
        " ").Trim();

    [GeneratedRegex("\\s+")]
    private static partial Regex Whitespace();
}
