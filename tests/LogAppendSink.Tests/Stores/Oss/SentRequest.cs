namespace LogAppendSink.Tests.Stores.Oss;

/// <summary>A request as it was sent.</summary>
internal sealed record SentRequest(string Method, string Url, IReadOnlyDictionary<string, string> Headers, byte[]? Body)
{
    internal string? Header(string name) => Headers.GetValueOrDefault(name);
}
