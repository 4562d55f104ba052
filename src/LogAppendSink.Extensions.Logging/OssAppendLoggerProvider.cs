using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogAppendSink.Extensions.Logging;

/// <summary>
/// Ships the application's events to append objects. Made by <c>AddOssAppend</c>; events are encoded on the thread that logs, and no
/// logging call throws, or waits unless <see cref="QueueFullMode.Wait"/> is asked for. Thread-safe.
/// </summary>
/// <remarks>
/// The container disposes it when the host ends; it then sends what is buffered, within <see cref="OssAppendOptions.ShutdownTimeout"/>,
/// unless its pipeline is somebody else's.
/// </remarks>
[ProviderAlias("OssAppend")]
public sealed class OssAppendLoggerProvider : ILoggerProvider, ISupportExternalScope, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, OssAppendLogger> _loggers = new(StringComparer.Ordinal);
    private readonly LoggerCore _core;
    private readonly bool _ownsPipeline;
    private readonly Func<ILoggerFactory?> _factory;
    private IDisposable? _reload;
    private int _isTelling;

    internal OssAppendLoggerProvider(LogPipeline pipeline, bool ownsPipeline, LoggerCore core, Func<ILoggerFactory?> factory)
    {
        Pipeline = pipeline;
        _ownsPipeline = ownsPipeline;
        _core = core;
        _factory = factory;
    }

    /// <summary>Where the events go: for its <see cref="LogPipeline.Status"/>, and to wait for delivery. The provider, or whoever made it, disposes it.</summary>
    public LogPipeline Pipeline { get; }

    internal LoggerCore Core => _core;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName)
    {
        // What delivery has to say about itself is for the other providers.
        if (categoryName == NoticeLog.Category)
            return NullLogger.Instance;

        // The factory cannot be asked for before it is made, and it is made with its providers; the first logger comes after that.
        if (Interlocked.Exchange(ref _isTelling, 1) == 0)
            TellOtherProviders();

        return _loggers.GetOrAdd(categoryName, static (category, core) => new OssAppendLogger(category, core), _core);
    }

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider)
    {
        ArgumentNullException.ThrowIfNull(scopeProvider);
        _core.Scopes = scopeProvider;
    }

    /// <summary>Sends what is buffered, within <see cref="OssAppendOptions.ShutdownTimeout"/>; leaves a pipeline open that it was handed. May be called twice.</summary>
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

    private void TellOtherProviders()
    {
        try
        {
            if (_factory() is { } factory)
                _core.Notices.TellTo(factory.CreateLogger(NoticeLog.Category));
        }
#pragma warning disable CA1031 // Another provider may throw when it makes its logger; this one's loggers are made all the same.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The listener still gets the notices.
        }
    }

    /// <summary>Takes over what ends with the provider: the subscription to changes of its settings.</summary>
    internal OssAppendLoggerProvider Following(IDisposable? reload)
    {
        _reload = reload;
        return this;
    }
}
