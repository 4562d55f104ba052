using LogAppendSink.Extensions.Logging.Encoding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Configuration;
using Microsoft.Extensions.Options;

namespace LogAppendSink.Extensions.Logging;

/// <summary>Creates the provider from the services: its settings, its configuration section, and a pipeline that was passed in.</summary>
internal static class ProviderFactory
{
    /// <exception cref="OssAppendOptionsException">The settings are invalid; the exception lists all errors.</exception>
    internal static OssAppendLoggerProvider Create(IServiceProvider services)
    {
        // A separate instance, since its listener is replaced.
        var options = services.GetRequiredService<IOptionsFactory<OssAppendLoggerOptions>>().Create(Options.DefaultName);
        var configuration = services.GetRequiredService<ILoggerProviderConfiguration<OssAppendLoggerProvider>>().Configuration;
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var monitor = services.GetRequiredService<IOptionsMonitor<OssAppendLoggerOptions>>();

        var notices = new NoticeLog(options.OnNotice);
        foreach (var notice in UnknownSettings.Notices(configuration, TimeProvider.System.GetUtcNow()))
            Publish(notices, notice);

        var shared = services.GetService<SharedPipeline>()?.Pipeline;
        if (shared is not null && options.OwnErrors().ToList() is { Count: > 0 } errors)
            throw new OptionsValidationException(Options.DefaultName, typeof(OssAppendLoggerOptions), errors);
        IEntryEncoder encoder = options.WritesText
            ? new TextEntryEncoder()
            : new ClefEntryEncoder(shared?.EventBodyLimitBytes ?? options.EventBodyLimitBytes);
        var pipeline = shared ?? CreatePipeline(options, encoder, notices);
        var core = new LoggerCore(
            new PipelineTarget(pipeline, sharesClock: ReferenceEquals(time, TimeProvider.System)),
            encoder,
            notices,
            time)
        { IncludeScopes = options.IncludeScopes };

        return new OssAppendLoggerProvider(pipeline, ownsPipeline: shared is null, core, services.GetService<ILoggerFactory>)
            .Following(monitor.OnChange(changed =>
            {
                // While the configuration cannot be read, the setting keeps its value.
                if (changed.Unreadable.Count == 0)
                    core.IncludeScopes = changed.IncludeScopes;
            }));
    }

    private static LogPipeline CreatePipeline(OssAppendLoggerOptions options, IEntryEncoder encoder, NoticeLog notices)
    {
        options.OnNotice = notices.Publish;
        return encoder.LossEncoder is { } lossEncoder ? LogPipeline.Create(options, lossEncoder) : LogPipeline.Create(options);
    }

    /// <summary>Publishes a notice. An exception of the application's listener must not prevent the start.</summary>
    private static void Publish(NoticeLog notices, DeliveryNotice notice)
    {
        try
        {
            notices.Publish(notice);
        }
#pragma warning disable CA1031 // The listener is application code, and may throw anything.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The notice is still logged when the first logger is created.
        }
    }
}
