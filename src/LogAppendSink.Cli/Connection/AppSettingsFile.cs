using System.Text.Json;

namespace LogAppendSink.Cli.Connection;

/// <summary>
/// The sink's settings in an application's <c>appsettings.json</c>, so that the tool needs no options in the application's directory. They
/// are read from the first of these sections: <c>OssAppend</c>, <c>Logging:OssAppend</c>, or the <c>Args</c> of <c>OssAppend</c> in
/// <c>Serilog:WriteTo</c> with their <c>options</c>.
/// </summary>
internal sealed class AppSettingsFile
{
    private const string StandardName = "appsettings.json";
    private const long FileBytesMax = 1024 * 1024;

    private static readonly JsonDocumentOptions Json = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, Dictionary<string, string>> _pairs = new(StringComparer.OrdinalIgnoreCase);

    private readonly List<string> _faults = [];

    private string _path = "";

    /// <summary>One message for each name that has no effect in the application, perhaps because it is misspelled.</summary>
    internal IReadOnlyList<string> Faults => _faults;

    /// <summary>The value of a setting; null if it is not set.</summary>
    internal string? this[string setting] => _values.GetValueOrDefault(setting);

    /// <summary>Returns the value of an enumeration setting; null if it is not set.</summary>
    /// <exception cref="ToolException">The value is invalid.</exception>
    internal T? Choice<T>(string setting)
        where T : struct, Enum
    {
        if (this[setting] is not { } text)
            return null;
        return Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw new ToolException($"{setting} is '{text}' in '{_path}'; "
                + $"set it to {string.Join(" or ", Enum.GetNames<T>())}.", ExitCode.Usage);
    }

    /// <param name="directory">The base of relative paths.</param>
    /// <param name="path">The requested file; null for the standard file, which may be missing.</param>
    /// <exception cref="ToolException">The file cannot be read or is not valid JSON.</exception>
    internal static AppSettingsFile Read(string directory, string? path)
    {
        var file = new FileInfo(Path.GetFullPath(path ?? StandardName, directory));
        var settings = new AppSettingsFile { _path = file.FullName };
        if (path is null && !file.Exists)
            return settings;

        try
        {
            if (file.Length > FileBytesMax)
                throw new ToolException($"'{file.FullName}' has {file.Length} bytes, too many for a settings file (limit {FileBytesMax}); "
                    + "name another file with --settings.", ExitCode.Usage);
            using var document = JsonDocument.Parse(File.ReadAllBytes(file.FullName), Json);
            foreach (var (section, known) in SectionsOf(document.RootElement))
                settings.Add(section, known);
            return settings;
        }
        catch (JsonException exception)
        {
            throw new ToolException($"'{file.FullName}' is not valid JSON (line {exception.LineNumber + 1}); "
                + "fix it, or name another file with --settings.", ExitCode.Usage, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"'{file.FullName}' cannot be read: {exception.Message} "
                + "Name another file with --settings.", ExitCode.Usage, exception);
        }
    }

    /// <summary>Returns the names and values of a dictionary setting; empty if it is not set.</summary>
    internal IReadOnlyDictionary<string, string> Pairs(string setting) => _pairs.GetValueOrDefault(setting) ?? [];

    private void Add(JsonElement section, string[] known)
    {
        foreach (var property in section.EnumerateObject())
        {
            if (KnownSettings.Fault(property.Name, known) is { } fault)
                _faults.Add($"'{_path}': {fault}");

            // An empty value counts as not set, so it overrides nothing.
            if (IsScalar(property.Value) && property.Value.ToString() is { Length: > 0 } value)
                _values[property.Name] = value;
            else if (property.Value.ValueKind == JsonValueKind.Object)
                _pairs[property.Name] = property.Value.EnumerateObject()
                    .Where(pair => IsScalar(pair.Value))
                    .ToDictionary(pair => pair.Name, pair => pair.Value.ToString(), StringComparer.Ordinal);
        }
    }

    private static bool IsScalar(JsonElement value) =>
        value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;

    /// <summary>Returns the sections to read, each with its known names; a later section overrides an earlier one.</summary>
    private static (JsonElement Section, string[] Known)[] SectionsOf(JsonElement root)
    {
        if ((Member(root, "OssAppend") ?? Member(Member(root, "Logging"), "OssAppend")) is { } section)
            return [(section, KnownSettings.Provider)];
        if (SinkArguments(Member(root, "Serilog")) is not { } arguments)
            return [];

        // In the sink, too, the parameters override the options.
        return Member(arguments, "options") is { } options
            ? [(options, KnownSettings.Options), (arguments, KnownSettings.Arguments)]
            : [(arguments, KnownSettings.Arguments)];
    }

    private static JsonElement? SinkArguments(JsonElement? serilog)
    {
        if (serilog is not { ValueKind: JsonValueKind.Object } || !TryFind(serilog.Value, "WriteTo", out var sinks))
            return null;

        // Serilog accepts an array, or an object whose names only set the order.
        var all = sinks.ValueKind switch
        {
            JsonValueKind.Array => sinks.EnumerateArray(),
            JsonValueKind.Object => sinks.EnumerateObject().Select(property => property.Value),
            _ => Enumerable.Empty<JsonElement>(),
        };
        return all
            .Where(sink => sink.ValueKind == JsonValueKind.Object
                && TryFind(sink, "Name", out var name) && name.ValueKind == JsonValueKind.String && name.ValueEquals("OssAppend"))
            .Select(sink => Member(sink, "Args"))
            .FirstOrDefault(arguments => arguments is not null);
    }

    private static JsonElement? Member(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } && TryFind(parent.Value, name, out var member)
            && member.ValueKind == JsonValueKind.Object
            ? member
            : null;

    // Names are case-insensitive, as in Microsoft.Extensions.Configuration.
    private static bool TryFind(JsonElement parent, string name, out JsonElement member)
    {
        foreach (var property in parent.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                member = property.Value;
                return true;
            }
        }

        member = default;
        return false;
    }
}
