using System.Diagnostics;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>Writes the trace of an event: <c>@tr</c> and <c>@sp</c>.</summary>
internal readonly record struct TraceIds(ActivityTraceId TraceId, ActivitySpanId SpanId)
{
    // Identifiers in the old hierarchical format are not hexadecimal and do not fit @tr.
    internal static TraceIds Current => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity
        ? new TraceIds(activity.TraceId, activity.SpanId)
        : default;

    internal bool IsNone => TraceId == default;

    /// <summary>
    /// Whether a scope's value repeats <c>@tr</c> or <c>@sp</c>. A logger factory adds such scopes with <c>ActivityTrackingOptions</c>, as
    /// the default host does.
    /// </summary>
    internal bool Says(KeyValuePair<string, object?> item) => !IsNone && item.Value is string value && item.Key switch
    {
        "TraceId" => value == TraceId.ToHexString(),
        "SpanId" => value == SpanId.ToHexString(),
        _ => false,
    };
}
