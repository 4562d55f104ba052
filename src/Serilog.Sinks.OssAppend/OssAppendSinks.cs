using System.Globalization;
using LogAppendSink;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Sinks.OssAppend.Batching;
using Serilog.Sinks.OssAppend.Encoding;

namespace Serilog.Sinks.OssAppend;

/// <summary>Creates sinks from the arguments of the <c>WriteTo.OssAppend</c> overloads.</summary>
internal static class OssAppendSinks
{
    private static readonly TimeSpan StoreTimeLimitMax = TimeSpan.FromHours(1);

    /// <summary>Creates a sink with a new pipeline, which the sink disposes.</summary>
    /// <exception cref="OssAppendOptionsException">The settings are invalid.</exception>
    internal static OssAppendSink Create(
        OssAppendOptions options, IEventEncoder encoder, bool isForBatches, ConfigurationCheck? check = null)
    {
        var failures = new FailureReporter { IsForBatches = isForBatches };
        options.OnNotice = WithFailures(failures, ToSelfLogAnd(options.OnNotice));
        return new OssAppendSink(NewTarget(options, encoder, check), encoder, failures);
    }

    /// <summary>Creates a sink with an existing pipeline, which it does not dispose.</summary>
    internal static OssAppendSink Over(LogPipeline pipeline, IEventEncoder encoder, bool isForBatches) =>
        new(PipelineTarget.Over(pipeline), encoder, new FailureReporter { IsForBatches = isForBatches });

    /// <summary>Creates the sink, with Serilog's event queue before it if requested.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Serilog rejects the options; the sink is disposed.</exception>
    internal static ILogEventSink Queued(OssAppendSink sink, BatchingOptions? batching) =>
        batching is null ? sink : new QueuedSink(sink, batching);

    /// <summary>Creates an audit sink with a new pipeline, which the sink disposes.</summary>
    /// <exception cref="OssAppendOptionsException">The settings are invalid.</exception>
    internal static OssAppendAuditSink CreateAudit(
        OssAppendOptions options, IEventEncoder encoder, TimeSpan? storeTimeLimit, ConfigurationCheck? check = null)
    {
        var limit = StoreTimeLimit(storeTimeLimit);
        options.OnNotice = ToSelfLogAnd(options.OnNotice);
        return new OssAppendAuditSink(NewTarget(options, encoder, check), encoder, limit, TimeProvider.System);
    }

    /// <summary>Creates an audit sink with an existing pipeline, which it does not dispose.</summary>
    internal static OssAppendAuditSink AuditOver(LogPipeline pipeline, IEventEncoder encoder, TimeSpan? storeTimeLimit) =>
        new(PipelineTarget.Over(pipeline), encoder, StoreTimeLimit(storeTimeLimit), TimeProvider.System);

    internal static IEventEncoder Encoder(ITextFormatter? formatter, string? outputTemplate, IFormatProvider? formatProvider)
    {
        if (formatter is not null && outputTemplate is not null)
            throw new ArgumentException(
                "formatter and outputTemplate are both set, but an event has one format. Set only one of them.", nameof(formatter));

        if (outputTemplate is not null && string.IsNullOrWhiteSpace(outputTemplate))
            throw new ArgumentException(
                "outputTemplate is empty, so no event would be written. Set a template, or omit it to write CLEF.", nameof(outputTemplate));

        // Invariant by default, since hosts with different cultures may share an object.
        if (outputTemplate is not null)
        {
            return new TextEventEncoder(formatProvider is null
                ? new InvariantTextFormatter(new MessageTemplateTextFormatter(outputTemplate, CultureInfo.InvariantCulture))
                : new MessageTemplateTextFormatter(outputTemplate, formatProvider));
        }

        return formatter is not null ? new TextEventEncoder(formatter) : new ClefEventEncoder();
    }

    private static TimeSpan StoreTimeLimit(TimeSpan? storeTimeLimit)
    {
        var limit = storeTimeLimit ?? TimeSpan.FromSeconds(30);
        return limit > TimeSpan.Zero && limit <= StoreTimeLimitMax
            ? limit
            : throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"storeTimeLimit is {limit:c}; set it above 0 and up to {StoreTimeLimitMax:c}."), nameof(storeTimeLimit));
    }

    private static PipelineTarget NewTarget(OssAppendOptions options, IEventEncoder encoder, ConfigurationCheck? check)
    {
        if (check is not null)
        {
            ReportUnknownSettings(options, check);
            if (check.Faults.Count > 0)
            {
                // Report an unreadable value only once. Validation would report the default, or the value that Serilog converted it to.
                var unreadable = check.Faults.Select(SettingOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
                var others = options.Validate().Where(error => !unreadable.Contains(SettingOf(error)));
                throw new OssAppendOptionsException([.. check.Faults, .. others]);
            }
        }

        return PipelineTarget.Create(options, LossEvent.EncodeWith(encoder));
    }

    /// <summary>Returns the setting that a message begins with.</summary>
    private static string SettingOf(string error) => error.Split(' ')[0];

    /// <summary>Reports unknown names before the pipeline is created, because one of them may be the reason why creation fails.</summary>
    private static void ReportUnknownSettings(OssAppendOptions options, ConfigurationCheck check)
    {
        foreach (var notice in check.Notices(TimeProvider.System.GetUtcNow()))
        {
            try
            {
                options.OnNotice?.Invoke(notice);
            }
#pragma warning disable CA1031 // The listener is application code and may throw anything, which must not prevent the start.
            catch (Exception error)
#pragma warning restore CA1031
            {
                GuardedSelfLog.WriteLine("OssAppend: OnNotice threw an exception: {0}", error);
            }
        }
    }

    /// <summary>Calls the callback, then the failure listener, even if the callback throws.</summary>
    private static Action<DeliveryNotice> WithFailures(FailureReporter failures, Action<DeliveryNotice> onNotice) => notice =>
    {
        try
        {
            onNotice(notice);
        }
        finally
        {
            failures.Heard(notice);
        }
    };

    /// <summary>Writes to SelfLog first, so that the notice is logged even if the user's callback throws.</summary>
    internal static Action<DeliveryNotice> ToSelfLogAnd(Action<DeliveryNotice>? onNotice) => notice =>
    {
        GuardedSelfLog.WriteLine("OssAppend {0}", $"{notice.Kind}: {notice.Message}");
        onNotice?.Invoke(notice);
    };
}
