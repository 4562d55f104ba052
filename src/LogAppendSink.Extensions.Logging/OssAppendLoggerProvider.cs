using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogAppendSink.Extensions.Logging;

/// <summary>
/// Stores the application's events in append objects. Created by <c>AddOssAppend</c>. Events are encoded on the thread that logs. Logging
/// calls never throw, and wait only with <see cref="QueueFullMode.Wait"/>. Thread-safe.
/// </summary>
/// <remarks>
/// The container disposes the provider when the host stops. Disposal sends buffered events within <see
/// cref="OssAppendOptions.ShutdownTimeout"/>, unless the pipeline was passed in.
/// </remarks>
[ProviderAlias("OssAppend")]
public sealed class OssAppendLoggerProvider : ILoggerProvider, ISupportExternalScope, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, OssAppendLogger> _loggers = new(StringComparer.Ordinal);
    private readonly LoggerCore _core;
    private readonly bool _ownsPipeline;
    private readonly Func<ILoggerFactory?> _factory;
    private IDisposable? _reload;
    private int _hasReportTarget;

    internal OssAppendLoggerProvider(LogPipeline pipeline, bool ownsPipeline, LoggerCore core, Func<ILoggerFactory?> factory)
    {
        Pipeline = pipeline;
        _ownsPipeline = ownsPipeline;
        _core = core;
        _factory = factory;
    }

    /// <summary>
    /// The pipeline of the events, e.g. to read its <see cref="LogPipeline.Status"/> or to wait for delivery. Disposed by the provider, or
    /// by its creator if it was passed in.
    /// </summary>
    public LogPipeline Pipeline { get; }

    internal LoggerCore Core => _core;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName)
    {
        // Notices about delivery go to the other providers only.
        if (categoryName == NoticeLog.Category)
            return NullLogger.Instance;

        // The factory is created with its providers, so it is not available before the first logger is created.
        if (Interlocked.Exchange(ref _hasReportTarget, 1) == 0)
            ReportToOtherProviders();

        return _loggers.GetOrAdd(categoryName, static (category, core) => new OssAppendLogger(category, core), _core);
    }

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider)
    {
        ArgumentNullException.ThrowIfNull(scopeProvider);
        _core.Scopes = scopeProvider;
    }

    /// <summary>
    /// Sends buffered events within <see cref="OssAppendOptions.ShutdownTimeout"/>. Does not dispose a pipeline that was passed in. May be
    /// called twice.
    /// </summary>
    public void Dispose()
    {
        _reload?.Dispose();
        if (_ownsPipeline)
            Pipeline.Dispose();
    }

    /// <summary>As <see cref="Dispose"/>, without blocking a thread.</summary>
    public ValueTask DisposeAsync()
    {
        _reload?.Dispose();
        return _ownsPipeline ? Pipeline.DisposeAsync() : default;
    }

    private void ReportToOtherProviders()
    {
        try
        {
            if (_factory() is { } factory)
                _core.Notices.ReportTo(factory.CreateLogger(NoticeLog.Category));
        }
#pragma warning disable CA1031 // Another provider may throw when it creates its logger; this provider must still work.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The listener still gets the notices.
        }
    }

    /// <summary>Keeps an object to dispose with the provider: the subscription to setting changes.</summary>
    internal OssAppendLoggerProvider Following(IDisposable? reload)
    {
        _reload = reload;
        return this;
    }
}
