namespace LogAppendSink.Stores;

/// <summary>Chooses the Content-Type of an object.</summary>
internal static class ContentTypes
{
    /// <summary>Returns the configured Content-Type, or the one of the key's extension.</summary>
    internal static string For(string key, string? asSet) => asSet ?? Path.GetExtension(key).ToLowerInvariant() switch
    {
        ".clef" => "application/vnd.serilog.clef",
        ".log" or ".txt" => "text/plain; charset=utf-8",
        ".json" or ".ndjson" => "application/x-ndjson",
        ".gz" => "application/gzip",
        _ => "application/octet-stream",
    };
}
