namespace LogAppendSink.Tests.Stores.Oss;

/// <summary>A request as it left.</summary>
internal sealed record SentRequest(string Method, string Url, IReadOnlyDictionary<string, string> Headers, byte[]? Body)
{
    internal string? Header(string name) => Headers.GetValueOrDefault(name);
}
