using System.Text.Json;

namespace LogAppendSink.Emulator.Access;

/// <summary>
/// The permissions of a key, as a RAM policy: <c>Version</c> and <c>Statement</c>s of <c>Effect</c>, <c>Action</c> and
/// <c>Resource</c>. Actions are denied by default, and a Deny statement overrides every Allow.
/// </summary>
internal sealed record RamPolicy(IReadOnlyList<RamStatement> Statements)
{
    /// <exception cref="FormatException">The text is not a policy, or the emulator does not support it.</exception>
    public static RamPolicy Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;

            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("Statement", out var statements))
                throw new FormatException("'Statement' is missing");

            if (!root.TryGetProperty("Version", out var version) || version.ValueKind != JsonValueKind.String || version.GetString() != "1")
                throw new FormatException("its 'Version' must be \"1\"");

            return statements.ValueKind == JsonValueKind.Array
                ? new RamPolicy([.. statements.EnumerateArray().Select(RamStatement.Parse)])
                : new RamPolicy([RamStatement.Parse(statements)]);
        }
        catch (JsonException e)
        {
            throw new FormatException($"it is not valid JSON ({e.Message})", e);
        }
    }

    public bool Allows(string action, string resource)
    {
        var covering = Statements.Where(statement => statement.Covers(action, resource)).ToList();
        return covering.Count > 0 && !covering.Any(statement => statement.IsDeny);
    }
}
