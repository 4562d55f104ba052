using System.IO.Enumeration;
using System.Text.Json;

namespace LogAppendSink.Emulator.Access;

/// <summary>One statement of a policy: it allows or denies its actions on its resources.</summary>
internal sealed record RamStatement(bool IsDeny, IReadOnlyList<string> Actions, IReadOnlyList<string> Resources)
{
    private static readonly string[] Members = ["Effect", "Action", "Resource"];

    /// <summary>Actions are case-insensitive, resources case-sensitive. <c>*</c> matches any characters, <c>?</c> one character.</summary>
    public bool Covers(string action, string resource) =>
        Actions.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, action, ignoreCase: true))
        && Resources.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, resource, ignoreCase: false));

    /// <exception cref="FormatException">The statement has a member that is not emulated; ignoring it could allow too much.</exception>
    public static RamStatement Parse(JsonElement statement)
    {
        if (statement.ValueKind != JsonValueKind.Object)
            throw new FormatException("a statement must be an object");

        foreach (var member in statement.EnumerateObject().Where(member => !Members.Contains(member.Name)))
            throw new FormatException($"a statement has '{member.Name}', which is not emulated; use only {string.Join(", ", Members)}");

        var effects = Texts(statement, "Effect");

        if (effects is not (["Allow"] or ["Deny"]))
            throw new FormatException("the Effect of a statement must be 'Allow' or 'Deny'");

        return new RamStatement(effects is ["Deny"], Texts(statement, "Action"), Texts(statement, "Resource"));
    }

    private static List<string> Texts(JsonElement statement, string name)
    {
        if (!statement.TryGetProperty(name, out var value))
            throw new FormatException($"'{name}' is missing in a statement");

        var elements = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : (List<JsonElement>)[value];

        if (elements.Count == 0 || elements.Any(element => element.ValueKind != JsonValueKind.String))
            throw new FormatException($"the {name} of a statement must be a string or a list of strings");

        return [.. elements.Select(element => element.GetString() ?? "")];
    }
}
