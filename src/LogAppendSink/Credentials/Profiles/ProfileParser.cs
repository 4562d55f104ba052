using System.Text.Json;

namespace LogAppendSink.Credentials.Profiles;

/// <summary>Reads the two notations of profile files into sections.</summary>
internal static class ProfileParser
{
    /// <summary><c>config.json</c> of Alibaba Cloud CLI: <c>{"current":"x","profiles":[{"name":"x",…}]}</c>.</summary>
    /// <param name="text">The file.</param>
    /// <param name="current">The profile that it names as its default.</param>
    /// <exception cref="FormatException">It is no such file.</exception>
    internal static IReadOnlyList<ProfileSection> ParseJson(string text, out string? current)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("profiles", out var profiles) || profiles.ValueKind != JsonValueKind.Array)
                throw new FormatException("it has no 'profiles'");

            current = root.TryGetProperty("current", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
            return [.. profiles.EnumerateArray().Where(profile => profile.ValueKind == JsonValueKind.Object).Select(SectionOf)];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second: a string that is no valid UTF-16.
            // Without the exception: its words may be a piece of the file.
            throw new FormatException("it is no JSON");
        }
    }

    /// <summary><c>[section]</c> and <c>name = value</c>; <c>#</c> and <c>;</c> begin a comment at the start of a line.</summary>
    internal static IReadOnlyList<ProfileSection> ParseIni(string text)
    {
        var sections = new List<ProfileSection>();
        foreach (var line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] is not ('#' or ';')))
        {
            if (line[0] == '[' && line[^1] == ']')
                sections.Add(new ProfileSection(NameOf(line[1..^1].Trim())));
            else if (sections.Count > 0 && line.IndexOf('=', StringComparison.Ordinal) is var at and > 0)
                sections[^1].Add(line[..at], line[(at + 1)..]);
        }

        return sections;
    }

    /// <summary>ossutil 2 writes <c>[profile x]</c>.</summary>
    private static string NameOf(string title) =>
        title.StartsWith("profile ", StringComparison.OrdinalIgnoreCase) ? title["profile ".Length..].Trim() : title;

    private static ProfileSection SectionOf(JsonElement profile)
    {
        var isNamed = profile.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String;
        var section = new ProfileSection(isNamed ? name.GetString()! : ""); // A string has text.
        foreach (var member in profile.EnumerateObject())
        {
            if (member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                section.Add(member.Name, member.Value.ToString());
        }

        return section;
    }
}
