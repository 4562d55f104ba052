using System.Globalization;
using LogAppendSink;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Sinks.OssAppend.Batching;
using Serilog.Sinks.OssAppend.Encoding;

namespace Serilog.Sinks.OssAppend;

/// <summary>Builds sinks from what the overloads of <c>WriteTo.OssAppend</c> were given.</summary>
internal static class OssAppendSinks
{
    private static readonly TimeSpan StoreTimeLimitMax = TimeSpan.FromHours(1);

    /// <summary>A sink with a pipeline of its own, which it disposes.</summary>
    /// <exception cref="OssAppendOptionsException">Settings that cannot work.</exception>
    internal static OssAppendSink Create(
        OssAppendOptions options, IEventEncoder encoder, bool isForBatches, ConfigurationCheck? check = null)
    {
        var failures = new FailureReporter { IsForBatches = isForBatches };
        options.OnNotice = WithFailures(failures, ToSelfLogAnd(options.OnNotice));
        return new OssAppendSink(NewTarget(options, encoder, check), encoder, failures);
    }

    /// <summary>A sink over someone else's pipeline, which it leaves open.</summary>
    internal static OssAppendSink Over(LogPipeline pipeline, IEventEncoder encoder, bool isForBatches) =>
        new(PipelineTarget.Over(pipeline), encoder, new FailureReporter { IsForBatches = isForBatches });

    /// <summary>The sink, with Serilog's queue of events before it where that is wanted.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Serilog refuses the options; the sink is disposed.</exception>
    internal static ILogEventSink Queued(OssAppendSink sink, BatchingOptions? batching) =>
        batching is null ? sink : new QueuedSink(sink, batching);

    /// <summary>An audit sink with a pipeline of its own, which it disposes.</summary>
    /// <exception cref="OssAppendOptionsException">Settings that cannot work.</exception>
    internal static OssAppendAuditSink CreateAudit(
        OssAppendOptions options, IEventEncoder encoder, TimeSpan? storeTimeLimit, ConfigurationCheck? check = null)
    {
        var limit = StoreTimeLimit(storeTimeLimit);
        options.OnNotice = ToSelfLogAnd(options.OnNotice);
        return new OssAppendAuditSink(NewTarget(options, encoder, check), encoder, limit, TimeProvider.System);
    }

    /// <summary>An audit sink over someone else's pipeline, which it leaves open.</summary>
    internal static OssAppendAuditSink AuditOver(LogPipeline pipeline, IEventEncoder encoder, TimeSpan? storeTimeLimit) =>
        new(PipelineTarget.Over(pipeline), encoder, StoreTimeLimit(storeTimeLimit), TimeProvider.System);

    internal static IEventEncoder Encoder(ITextFormatter? formatter, string? outputTemplate, IFormatProvider? formatProvider)
    {
        if (formatter is not null && outputTemplate is not null)
            throw new ArgumentException("formatter and outputTemplate are both set, and an event has one format; set one of them.", nameof(formatter));

        if (outputTemplate is not null && string.IsNullOrWhiteSpace(outputTemplate))
            throw new ArgumentException("outputTemplate is empty, so that no event would be written; give it a text, or leave it out for CLEF.", nameof(outputTemplate));

        // Invariant by default: hosts with different cultures may share one object.
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
                string.Create(CultureInfo.InvariantCulture, $"storeTimeLimit is {limit:c}; set it above 0 and up to {StoreTimeLimitMax:c}."), nameof(storeTimeLimit));
    }

    private static PipelineTarget NewTarget(OssAppendOptions options, IEventEncoder encoder, ConfigurationCheck? check)
    {
        if (check is not null)
        {
            ReportUnknownSettings(options, check);
            if (check.Faults.Count > 0)
                throw new OssAppendOptionsException([.. check.Faults, .. options.Validate()]);
        }

        return PipelineTarget.Create(options, LossEvent.EncodeWith(encoder));
    }

    /// <summary>Before the pipeline is built: a misspelled name may be why that fails.</summary>
    private static void ReportUnknownSettings(OssAppendOptions options, ConfigurationCheck check)
    {
        foreach (var notice in check.Notices(TimeProvider.System.GetUtcNow()))
        {
            try
            {
                options.OnNotice?.Invoke(notice);
            }
#pragma warning disable CA1031 // The listener is the application's code, and may throw anything; that must not keep it from starting.
            catch (Exception error)
#pragma warning restore CA1031
            {
                GuardedSelfLog.WriteLine("OssAppend: OnNotice threw an exception: {0}", error);
            }
        }
    }

    /// <summary>The failure listener last: it is code of the application too, and the callback may throw.</summary>
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

    /// <summary>SelfLog first: it must hear of a notice also when the user's callback throws.</summary>
    internal static Action<DeliveryNotice> ToSelfLogAnd(Action<DeliveryNotice>? onNotice) => notice =>
    {
        GuardedSelfLog.WriteLine("OssAppend {0}", $"{notice.Kind}: {notice.Message}");
        onNotice?.Invoke(notice);
    };
}
