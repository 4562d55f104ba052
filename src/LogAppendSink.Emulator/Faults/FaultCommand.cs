namespace LogAppendSink.Emulator.Faults;

/// <summary>The body of a POST to the fault endpoint: a rule, or with <c>action</c> something to do at once.</summary>
internal sealed record FaultCommand
{
    /// <summary><c>release-ghosts</c>, <c>release-held</c> or <c>set-clock</c>; null to add a rule.</summary>
    public string? Action { get; init; }

    /// <summary>For <c>set-clock</c>: how far the server's clock is ahead.</summary>
    public double OffsetSeconds { get; init; }

    /// <summary>Null for every operation.</summary>
    public OssOperation? Operation { get; init; }

    /// <summary>Text the key must hold; null for every key.</summary>
    public string? Key { get; init; }

    /// <summary>The first matching request it happens to, counted from 1. Default: 1.</summary>
    public int First { get; init; } = 1;

    /// <summary>How many requests it happens to; 0 for all from then on. Default: 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Instead of <see cref="First"/> and <see cref="Count"/>: from 0 to 1.</summary>
    public double? Probability { get; init; }

    /// <summary>Of the sequence, with <see cref="Probability"/>. Default: 0.</summary>
    public int Seed { get; init; }

    /// <summary>One of them happens at a time; with <see cref="Probability"/> there may be several to draw from.</summary>
    public IReadOnlyList<FaultDescription> Faults { get; init; } = [];

    public async Task<object> ExecuteAsync(FaultPlan plan)
    {
        switch (Action)
        {
            case null:
                return new { rule = AddTo(plan).ToString() };
            case "release-ghosts":
                return new { released = await plan.ReleaseGhostsAsync().ConfigureAwait(false) };
            case "release-held":
                return new { released = plan.ReleaseHeld() };
            case "set-clock":
                plan.ClockOffset = TimeSpan.FromSeconds(OffsetSeconds);
                return new { clockOffsetSeconds = OffsetSeconds };
            default:
                throw new ArgumentException($"action is '{Action}'; use release-ghosts, release-held or set-clock.");
        }
    }

    private FaultRule AddTo(FaultPlan plan)
    {
        var faults = Faults.Select(fault => fault.ToFault()).ToList();

        if (faults.Count == 0 || (faults.Count > 1 && Probability is null))
            throw new ArgumentException($"faults has {faults.Count} entries; give one, or several together with a probability.");

        return Probability is { } probability
            ? plan.WithProbability(Seed, probability, Operation, faults, Key)
            : plan.Range(Operation, First, Count == 0 ? int.MaxValue : Count, faults[0], Key);
    }
}
