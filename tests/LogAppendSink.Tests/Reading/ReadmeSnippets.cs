using LogAppendSink.Reading;

namespace LogAppendSink.Tests.Reading;

/// <summary>The README's lines about reading, unchanged: they compile.</summary>
internal static class ReadmeSnippets
{
    internal static async Task FollowAsync(OssAppendOptions options, CancellationToken cancellationToken)
    {
        using var catalog = ObjectCatalog.Open(options);
        await foreach (var record in new LogFollower(catalog, "logs/shop/").FollowAsync(cancellationToken))
        {
            if (LogEvent.TryParse(record.Bytes, out var logEvent))
                Console.WriteLine($"{logEvent.Timestamp:u} {logEvent.Level} {logEvent.RenderMessage()}");
        }
    }
}
