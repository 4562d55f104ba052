namespace LogAppendSink.Extensions.Logging;

/// <summary>The limits at which delivery counts as degraded or unhealthy.</summary>
public sealed class OssAppendHealthOptions
{
    /// <summary>
    /// Degraded if the oldest buffered event is older than this. Default: 1 min. Range: more than 0. Set it above <see
    /// cref="OssAppendOptions.BufferingTimeLimit"/>, or normal batching counts as degraded.
    /// </summary>
    public TimeSpan DegradedLag { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long the check stays degraded after events were dropped. Default: 5 min. Range: 0 (drops are ignored) or more.
    /// </summary>
    public TimeSpan DegradedAfterDrop { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Unhealthy if delivery has failed for longer than this. Default: 5 min. Range: 0 (immediately) or more.</summary>
    public TimeSpan UnhealthyOutage { get; set; } = TimeSpan.FromMinutes(5);

    /// <exception cref="ArgumentException">A limit is invalid; the message lists all errors.</exception>
    internal void ThrowIfBroken()
    {
        var errors = new List<string>();
        if (DegradedLag <= TimeSpan.Zero)
            errors.Add($"{nameof(DegradedLag)} is {DegradedLag:c}; set it above 0.");
        if (DegradedAfterDrop < TimeSpan.Zero)
            errors.Add($"{nameof(DegradedAfterDrop)} is {DegradedAfterDrop:c}; set it to 0 or more.");
        if (UnhealthyOutage < TimeSpan.Zero)
            errors.Add($"{nameof(UnhealthyOutage)} is {UnhealthyOutage:c}; set it to 0 or more.");
        if (errors.Count > 0)
            throw new ArgumentException("The options of the OssAppend health check are invalid. " + string.Join(' ', errors));
    }
}
