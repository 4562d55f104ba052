namespace LogAppendSink.TestSupport.Http;

/// <summary>A request as it came in.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query, as they were sent.</param>
/// <param name="Headers">By name in any case.</param>
/// <param name="Body">The body; empty when there was none.</param>
public sealed record LoopbackRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
