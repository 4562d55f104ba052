using System.Text.Json;

namespace LogAppendSink.Tests.Stores.Oss;

/// <summary>Reads <c>oss-signature-vectors.json</c>; see the README beside it for its origin.</summary>
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
}
