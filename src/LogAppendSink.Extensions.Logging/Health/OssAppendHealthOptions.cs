namespace LogAppendSink.Extensions.Logging;

/// <summary>When delivery counts as degraded and as unhealthy.</summary>
public sealed class OssAppendHealthOptions
{
    /// <summary>
    /// Degraded when the oldest event that waits to be stored is older. Default: 1 min. Range: more than 0; more than
    /// <see cref="OssAppendOptions.BufferingTimeLimit"/>, or an ordinary wait for company counts.
    /// </summary>
    public TimeSpan DegradedLag { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Degraded for so long after events were dropped. Default: 5 min. Range: 0 (losses do not count) up.</summary>
    public TimeSpan DegradedAfterDrop { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Unhealthy when delivery has failed for longer. Default: 5 min. Range: 0 (at once) up.</summary>
    public TimeSpan UnhealthyOutage { get; set; } = TimeSpan.FromMinutes(5);

    /// <exception cref="ArgumentException">A time that makes no sense; all faults together.</exception>
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
            throw new ArgumentException("The health check of OssAppend cannot work. " + string.Join(' ', errors));
    }
}
