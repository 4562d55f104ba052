using LogAppendSink.Reading;
using LogAppendSink.Reading.Searching;
using LogAppendSink.Stores;
using LogAppendSink.Viewer.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LogAppendSink.Viewer.Serving;

/// <summary>The shared state of a viewer's endpoints: the store, the limits, the application's lifetime.</summary>
internal sealed class ViewerSite : IDisposable
{
    /// <summary>The largest number of objects to list; a longer listing would take too long.</summary>
    private const int ListedMax = 100_000;

    private readonly SemaphoreSlim _queries;
    private readonly SemaphoreSlim _tails;

    private ViewerSite(OssLogViewerOptions options, OssAppendOptions store, CancellationToken stopping)
    {
        Options = options;
        Store = store;
        Stopping = stopping;
        Prefix = options.PrefixOrDefault;
        Names = ObjectNamePattern.For(store);
        Catalog = ObjectCatalog.Open(store, options.TimeProvider);
        _queries = new SemaphoreSlim(options.ConcurrentQueryLimit);
        _tails = new SemaphoreSlim(options.ConcurrentTailLimit);
    }

    internal OssLogViewerOptions Options { get; }

    internal OssAppendOptions Store { get; }

    internal ObjectCatalog Catalog { get; }

    internal ObjectNamePattern Names { get; }

    /// <summary>The prefix of all keys that are shown.</summary>
    internal string Prefix { get; }

    internal TimeProvider Time => Options.TimeProvider;

    /// <summary>Signalled when the application stops, so that an open page does not delay it.</summary>
    internal CancellationToken Stopping { get; }

    /// <summary>Opens the store until the application has stopped. Sends no request.</summary>
    /// <exception cref="OssAppendOptionsException">The settings are invalid.</exception>
    internal static ViewerSite Open(IServiceProvider services, OssLogViewerOptions options)
    {
        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        var site = new ViewerSite(options, options.Store!, lifetime.ApplicationStopping); // Validated by the caller.
        lifetime.ApplicationStopped.Register(site.Dispose);
        return site;
    }

    /// <summary>Returns all objects below the prefix.</summary>
    internal async Task<IReadOnlyList<ObjectEntry>> ListAsync(CancellationToken cancellationToken)
    {
        var entries = new List<ObjectEntry>();
        await foreach (var entry in Catalog.ListAsync(Prefix, cancellationToken).ConfigureAwait(false))
        {
            entries.Add(entry);
            if (entries.Count > ListedMax)
            {
                throw new ViewerFault(
                    StatusCodes.Status502BadGateway,
                    "StoreRefused",
                    $"More than {ListedMax} objects are below the prefix '{Prefix}'.",
                    "Set Prefix to a narrower one, or delete old objects with a lifecycle rule of the bucket.");
            }
        }

        return entries;
    }

    /// <summary>Enters the limit of concurrent searches; dispose the result to leave it.</summary>
    /// <exception cref="ViewerFault">The limit is reached.</exception>
    internal IDisposable EnterQuery() =>
        Gate.Enter(_queries, Options.ConcurrentQueryLimit, "searches", nameof(OssLogViewerOptions.ConcurrentQueryLimit));

    /// <summary>Enters the limit of concurrent tails; dispose the result to leave it.</summary>
    /// <exception cref="ViewerFault">The limit is reached.</exception>
    internal IDisposable EnterTail() =>
        Gate.Enter(_tails, Options.ConcurrentTailLimit, "tails", nameof(OssLogViewerOptions.ConcurrentTailLimit));

    public void Dispose()
    {
        Catalog.Dispose();
        _queries.Dispose();
        _tails.Dispose();
    }

    private sealed class Gate(SemaphoreSlim places) : IDisposable
    {
        internal static Gate Enter(SemaphoreSlim places, int limit, string what, string setting) => places.Wait(TimeSpan.Zero)
            ? new Gate(places)
            : throw new ViewerFault(
                StatusCodes.Status429TooManyRequests,
                "TooManyQueries",
                $"The limit of {limit} {what} is reached.",
                $"Try again in a moment, or raise {setting}.");

        public void Dispose() => places.Release();
    }
}
