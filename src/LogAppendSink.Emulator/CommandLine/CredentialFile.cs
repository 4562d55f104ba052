using System.Text.Json;
using System.Text.Json.Serialization;

namespace LogAppendSink.Emulator.CommandLine;

/// <summary>
/// Keys in a file: a JSON list of objects with <c>accessKeyId</c>, <c>accessKeySecret</c> and, for those that need them,
/// <c>securityToken</c>, <c>expiration</c> (ISO 8601) and <c>policy</c> (a RAM policy, as an object).
/// </summary>
internal static class CredentialFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <exception cref="FormatException">It cannot be read; the message says why, and holds nothing of what is in it.</exception>
    public static IReadOnlyList<OssCredential> Read(string path)
    {
        try
        {
            var entries = JsonSerializer.Deserialize<List<Entry>>(File.ReadAllBytes(path), Json) ?? [];
            return [.. entries.Select(entry => entry.ToCredential())];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"The file of credentials cannot be read: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new FormatException(
                $"'{path}' is no list of credentials: see line {e.LineNumber + 1}, {e.Path}. Each has accessKeyId and accessKeySecret, "
                + "and may have securityToken, expiration and policy.",
                e);
        }
    }

    private sealed record Entry
    {
        public required string AccessKeyId { get; init; }

        public required string AccessKeySecret { get; init; }

        public string? SecurityToken { get; init; }

        public DateTimeOffset? Expiration { get; init; }

        public JsonElement? Policy { get; init; }

        public OssCredential ToCredential() => new(AccessKeyId, AccessKeySecret, SecurityToken)
        {
            Expiration = Expiration,
            Policy = Policy?.GetRawText(),
        };
    }
}
