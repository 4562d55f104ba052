using System.Text.Json;

namespace LogAppendSink.Credentials.Profiles;

/// <summary>Parses the two formats of profile files.</summary>
internal static class ProfileParser
{
    /// <summary>Parses <c>config.json</c> of Alibaba Cloud CLI: <c>{"current":"x","profiles":[{"name":"x",…}]}</c>.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="current">The name of the default profile.</param>
    /// <exception cref="FormatException">The text is not a valid profile file.</exception>
    internal static IReadOnlyList<ProfileSection> ParseJson(string text, out string? current)
    {
        try
        {
            using var json = JsonDocument.Parse(
                text, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("profiles", out var profiles)
                || profiles.ValueKind != JsonValueKind.Array)
            {
                throw new FormatException("it has no 'profiles'");
            }

            current = root.TryGetProperty("current", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
            return [.. profiles.EnumerateArray().Where(profile => profile.ValueKind == JsonValueKind.Object).Select(SectionOf)];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not valid UTF-16. The exception is left out: its message may quote the file.
            throw new FormatException("it is not JSON");
        }
    }

    /// <summary>Parses <c>[section]</c> and <c>name = value</c>. Lines that start with <c>#</c> or <c>;</c> are comments.</summary>
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

    /// <summary>Removes the prefix of ossutil 2, which writes <c>[profile x]</c>.</summary>
    private static string NameOf(string title) =>
        title.StartsWith("profile ", StringComparison.OrdinalIgnoreCase) ? title["profile ".Length..].Trim() : title;

    private static ProfileSection SectionOf(JsonElement profile)
    {
        var isNamed = profile.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String;
        var section = new ProfileSection(isNamed ? name.GetString()! : ""); // Not null for a JSON string.
        foreach (var member in profile.EnumerateObject())
        {
            if (member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                section.Add(member.Name, member.Value.ToString());
        }

        return section;
    }
}
