using System.Globalization;
using System.Text.Json;
using LogAppendSink.Credentials;
using LogAppendSink.Stores.Http;

namespace LogAppendSink.Tests.Stores.Oss;

/// <summary>Reads <c>oss-signature-vectors.json</c>; see the README in this directory for its origin.</summary>
internal static class SignatureVectors
{
    private static readonly JsonElement Root = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Stores", "Oss", "oss-signature-vectors.json"))).RootElement;

    internal static JsonElement Crc64 => Root.GetProperty("crc64");

    internal static IEnumerable<string> IdsOf(string scheme) => Root.GetProperty("vectors").EnumerateArray()
        .Where(vector => vector.GetProperty("scheme").GetString() == scheme)
        .Select(vector => vector.Text("id"));

    internal static JsonElement Find(string id) =>
        Root.GetProperty("vectors").EnumerateArray().Single(vector => vector.GetProperty("id").GetString() == id);

    internal static string Text(this JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new InvalidDataException($"'{name}' is null.");

    internal static string? OptionalText(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>The request of a vector, unsigned.</summary>
    internal static StoreRequest Request(this JsonElement vector)
    {
        var query = vector.GetProperty("query").EnumerateArray().Select(pair => KeyValuePair.Create(pair[0].GetString()!, pair[1].GetString()!));
        var request = new StoreRequest(vector.Text("method"), vector.OptionalText("bucket"), vector.OptionalText("key"), [.. query])
        {
            SubResources = [.. vector.GetProperty("subResources").EnumerateArray().Select(name => name.GetString()!)],
        };
        foreach (var header in vector.GetProperty("headers").EnumerateObject())
            request.Headers[header.Name] = header.Value.GetString()!;
        return request;
    }

    internal static OssCredentials Credentials(this JsonElement vector)
    {
        var credentials = vector.GetProperty("credentials");
        return new OssCredentials(credentials.Text("accessKeyId"), credentials.Text("accessKeySecret"), credentials.OptionalText("securityToken"));
    }

    internal static DateTimeOffset SignTime(this JsonElement vector) => DateTimeOffset.Parse(vector.Text("signTime"), CultureInfo.InvariantCulture);

    internal static TimeSpan Validity(this JsonElement vector) => TimeSpan.FromSeconds(vector.GetProperty("expiresSeconds").GetInt32());
}
