using System.Diagnostics;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>The trace that an event belongs to: <c>@tr</c> and <c>@sp</c>.</summary>
internal readonly record struct TraceIds(ActivityTraceId TraceId, ActivitySpanId SpanId)
{
    // As older identifiers are not hexadecimal, they have no place in @tr.
    internal static TraceIds Current => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity
        ? new TraceIds(activity.TraceId, activity.SpanId)
        : default;

    internal bool IsNone => TraceId == default;

    /// <summary>
    /// Whether a value of a scope is what <c>@tr</c> or <c>@sp</c> says already: a factory adds such scopes by its
    /// <c>ActivityTrackingOptions</c>, the default host's does.
    /// </summary>
    internal bool Says(KeyValuePair<string, object?> item) => !IsNone && item.Value is string value && item.Key switch
    {
        "TraceId" => value == TraceId.ToHexString(),
        "SpanId" => value == SpanId.ToHexString(),
        _ => false,
    };
}
