using System.Text.Json;
using System.Text.Json.Serialization;

namespace LogAppendSink.Emulator.CommandLine;

/// <summary>
/// Reads access keys from a JSON file: an array of objects with <c>accessKeyId</c>, <c>accessKeySecret</c> and optionally
/// <c>securityToken</c>, <c>expiration</c> (ISO 8601) and <c>policy</c> (a RAM policy, as an object).
/// </summary>
internal static class CredentialFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <exception cref="FormatException">
    /// The file cannot be read. The message names the cause and contains no content of the file.
    /// </exception>
    public static IReadOnlyList<OssCredential> Read(string path)
    {
        try
        {
            var entries = JsonSerializer.Deserialize<List<Entry>>(File.ReadAllBytes(path), Json) ?? [];
            return [.. entries.Select(entry => entry.ToCredential())];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"The credentials file cannot be read: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new FormatException(
                $"'{path}' is not a valid credentials file (line {e.LineNumber + 1}, {e.Path}). Write an array; "
                + "each entry has accessKeyId and accessKeySecret, "
                + "and optionally securityToken, expiration and policy.",
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
