using System.Text.Json;

namespace LogAppendSink.Emulator.Tests.Signing;

/// <summary>The vectors of <c>oss-signature-vectors.json</c>.</summary>
internal static class SignatureVectors
{
    private static readonly JsonElement Root = Load();

    /// <summary>The ids of the vectors of a scheme.</summary>
    public static IEnumerable<string> OfScheme(string scheme) => Root.GetProperty("vectors")
        .EnumerateArray()
        .Where(vector => vector.Text("scheme") == scheme)
        .Select(vector => vector.Text("id"));

    public static DateTimeOffset Time(JsonElement vector) =>
        DateTimeOffset.Parse(vector.Text("signTime"), System.Globalization.CultureInfo.InvariantCulture);

    public static JsonElement ById(string id) =>
        Root.GetProperty("vectors").EnumerateArray().Single(vector => vector.GetProperty("id").GetString() == id);

    public static string Text(this JsonElement vector, params string[] path)
    {
        foreach (var name in path)
            vector = vector.GetProperty(name);

        return vector.GetString() ?? "";
    }

    /// <summary>The headers as sent: the given ones and those that the signer adds.</summary>
    public static Dictionary<string, string> Headers(JsonElement vector)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

        foreach (var header in vector.GetProperty("headers").EnumerateObject())
            headers[header.Name] = header.Value.GetString() ?? "";

        if (vector.GetProperty("expected").TryGetProperty("addedHeaders", out var added))
        {
            foreach (var header in added.EnumerateObject())
                headers[header.Name] = header.Value.GetString() ?? "";
        }

        return headers;
    }

    public static OssCredential Credential(JsonElement vector)
    {
        var credentials = vector.GetProperty("credentials");
        var token = credentials.TryGetProperty("securityToken", out var element) ? element.GetString() : null;
        return new OssCredential(credentials.Text("accessKeyId"), credentials.Text("accessKeySecret"), token);
    }

    private static JsonElement Load()
    {
        using var stream = typeof(SignatureVectors).Assembly.GetManifestResourceStream("oss-signature-vectors.json")
            ?? throw new InvalidOperationException("The vectors are not embedded.");
        return JsonDocument.Parse(stream).RootElement;
    }
}
