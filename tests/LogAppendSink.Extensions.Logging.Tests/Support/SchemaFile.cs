using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests.Support;

/// <summary>A <c>ConfigurationSchema.json</c>, made of settings and their documentation, and compared with what lies in the repository.</summary>
internal static partial class SchemaFile
{
    private const string WriteVariable = "LOGAPPENDSINK_WRITE_SCHEMA";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<string, XElement> Documentation = new[] { "LogAppendSink", "LogAppendSink.Extensions.Logging", "Serilog.Sinks.OssAppend" }
        .SelectMany(assembly => XDocument.Load(Path.Combine(AppContext.BaseDirectory, assembly + ".xml"), LoadOptions.PreserveWhitespace).Descendants("member"))
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

        // Anything else is named, as a type or a static member, or made from a section.
        return new JsonObject { ["type"] = type == typeof(string) ? "string" : new JsonArray("string", "object") };
    }

    internal static JsonObject Names(Type type) => new() { ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => (JsonNode)name)]) };

    /// <summary>The summary of a member by its name in the documentation, as plain text.</summary>
    internal static string SummaryOf(string member) => Text(Documentation[member].Element("summary")!); // All of ours have one.

    /// <summary>What is said of a parameter of the method whose name in the documentation begins so.</summary>
    internal static string ParameterText(string method, string parameter) => Text(Documentation
        .Single(member => member.Key.StartsWith(method, StringComparison.Ordinal)).Value
        .Elements("param").Single(element => element.Attribute("name")?.Value == parameter));

    /// <summary>Documentation as plain text: a reference is the name it refers to, and what is inherited stands in its place.</summary>
    private static string Text(XElement documentation) => Whitespace().Replace(
        string.Concat(documentation.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "inheritdoc" } element => SummaryOf(element.Attribute("cref")!.Value), // None of ours is without.
            XElement element when (element.Attribute("cref") ?? element.Attribute("name")) is { } reference => reference.Value[(reference.Value.LastIndexOf('.') + 1)..],
            XElement element => element.Value,
            _ => node.ToString(),
        })),
        " ").Trim();

    [GeneratedRegex("\\s+")]
    private static partial Regex Whitespace();
}
