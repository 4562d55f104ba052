namespace LogAppendSink.Stores;

/// <summary>What kind of content a key's extension promises.</summary>
internal static class ContentTypes
{
    /// <summary>As set, or by the key's extension.</summary>
    internal static string For(string key, string? asSet) => asSet ?? Path.GetExtension(key).ToLowerInvariant() switch
    {
        ".clef" => "application/vnd.serilog.clef",
        ".log" or ".txt" => "text/plain; charset=utf-8",
        ".json" or ".ndjson" => "application/x-ndjson",
        ".gz" => "application/gzip",
        _ => "application/octet-stream",
    };
}
