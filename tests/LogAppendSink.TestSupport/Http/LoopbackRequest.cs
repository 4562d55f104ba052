namespace LogAppendSink.TestSupport.Http;

/// <summary>A received request.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">The path and query, as received.</param>
/// <param name="Headers">The headers, by case-insensitive name.</param>
/// <param name="Body">The body; empty if there was none.</param>
public sealed record LoopbackRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
