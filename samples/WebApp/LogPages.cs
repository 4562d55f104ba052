using System.Net.ServerSentEvents;
using LogAppendSink.Reading;

namespace WebApp;

/// <summary>The log page: the objects, and the last lines of the one that grows, live.</summary>
public static class LogPages
{
    private const string Prefix = "logs/";

    public static void MapLogPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/logs", (IWebHostEnvironment environment) => Results.File(Path.Combine(environment.WebRootPath, "logs.html"), "text/html; charset=utf-8"));

        routes.MapGet("/logs/objects", async (LogStore store, ObjectCatalog catalog, CancellationToken cancellationToken) =>
        {
            var objects = new List<ObjectEntry>();
            await foreach (var entry in catalog.ListAsync(Prefix, cancellationToken))
                objects.Add(entry);
            return new { Store = store.Description, Objects = objects.OrderByDescending(entry => entry.LastModified).ThenByDescending(entry => entry.Key) };
        });

        // The connection ends with the application too: a page left open must not hold up Ctrl+C.
        routes.MapGet("/logs/stream", (LogTail tail, string? key, IHostApplicationLifetime lifetime, CancellationToken cancellationToken) =>
            TypedResults.ServerSentEvents(Lines(tail, key, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping))));
    }

    private static async IAsyncEnumerable<SseItem<string>> Lines(LogTail tail, string? key, CancellationTokenSource ended)
    {
        using (ended)
        {
            var lines = tail.FollowAsync(Prefix, key, ended.Token).GetAsyncEnumerator(ended.Token);
            await using (lines)
            {
                while (await MoveNextAsync(lines))
                    yield return new SseItem<string>(lines.Current.Text, lines.Current.IsNewObject ? "object" : "line");
            }
        }
    }

    /// <summary>A reader who leaves is no error.</summary>
    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<LogTail.Line> lines)
    {
        try
        {
            return await lines.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
