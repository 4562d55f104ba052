using LogAppendSink.Reading;
using LogAppendSink.Reading.Searching;
using LogAppendSink.Stores;
using LogAppendSink.Viewer.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LogAppendSink.Viewer.Serving;

/// <summary>What the endpoints of a viewer share: the store, the limits, the end of the application.</summary>
internal sealed class ViewerSite : IDisposable
{
    /// <summary>More objects than this below a prefix are not listed: a million events would wait for their names.</summary>
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

    /// <summary>Nothing whose key begins otherwise is shown.</summary>
    internal string Prefix { get; }

    internal TimeProvider Time => Options.TimeProvider;

    /// <summary>The application ends: a page left open must not hold it up.</summary>
    internal CancellationToken Stopping { get; }

    /// <summary>Opens the store, which asks it for nothing, until the application has stopped.</summary>
    /// <exception cref="OssAppendOptionsException">Settings that cannot work.</exception>
    internal static ViewerSite Open(IServiceProvider services, OssLogViewerOptions options)
    {
        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        var site = new ViewerSite(options, options.Store!, lifetime.ApplicationStopping); // Its errors have been asked for.
        lifetime.ApplicationStopped.Register(site.Dispose);
        return site;
    }

    /// <summary>All objects of the prefix.</summary>
    internal async Task<IReadOnlyList<ObjectEntry>> ListAsync(CancellationToken cancellationToken)
    {
        var entries = new List<ObjectEntry>();
        await foreach (var entry in Catalog.ListAsync(Prefix, cancellationToken).ConfigureAwait(false))
        {
            entries.Add(entry);
            if (entries.Count > ListedMax)
            {
                throw new ViewerFault(
                    StatusCodes.Status502BadGateway, "StoreRefused", $"There are more than {ListedMax} objects below '{Prefix}'.", "Set Prefix to a narrower one, or let old objects expire by a rule of the bucket.");
            }
        }

        return entries;
    }

    /// <summary>A place among the searches; disposed to give it back.</summary>
    /// <exception cref="ViewerFault">There is none.</exception>
    internal IDisposable EnterQuery() => Gate.Enter(_queries, Options.ConcurrentQueryLimit, "searches", nameof(OssLogViewerOptions.ConcurrentQueryLimit));

    /// <summary>A place among the tails; disposed to give it back.</summary>
    /// <exception cref="ViewerFault">There is none.</exception>
    internal IDisposable EnterTail() => Gate.Enter(_tails, Options.ConcurrentTailLimit, "tails", nameof(OssLogViewerOptions.ConcurrentTailLimit));

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
            : throw new ViewerFault(StatusCodes.Status429TooManyRequests, "TooManyQueries", $"There are {limit} {what} already.", $"Try again in a moment, or raise {setting}.");

        public void Dispose() => places.Release();
    }
}
