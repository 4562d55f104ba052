namespace LogAppendSink.Emulator.Faults;

/// <summary>The body of a POST to the fault endpoint: a rule or, with <c>action</c>, an action to run.</summary>
internal sealed record FaultCommand
{
    /// <summary><c>release-ghosts</c>, <c>release-held</c> or <c>set-clock</c>; null to add a rule.</summary>
    public string? Action { get; init; }

    /// <summary>For <c>set-clock</c>: how far the server's clock is ahead.</summary>
    public double OffsetSeconds { get; init; }

    /// <summary>Null for every operation.</summary>
    public OssOperation? Operation { get; init; }

    /// <summary>Text that the key must contain; null for every key.</summary>
    public string? Key { get; init; }

    /// <summary>The first matching request with the fault, counted from 1. Default: 1.</summary>
    public int First { get; init; } = 1;

    /// <summary>The number of requests with the fault; 0 for all later ones. Default: 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Instead of <see cref="First"/> and <see cref="Count"/>: the probability of the fault, from 0 to 1.</summary>
    public double? Probability { get; init; }

    /// <summary>The seed of the random sequence, with <see cref="Probability"/>. Default: 0.</summary>
    public int Seed { get; init; }

    /// <summary>The fault; with <see cref="Probability"/>, several from which one is drawn.</summary>
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
            throw new ArgumentException($"faults has {faults.Count} entries; give one, or several with a probability.");

        return Probability is { } probability
            ? plan.WithProbability(Seed, probability, Operation, faults, Key)
            : plan.Range(Operation, First, Count == 0 ? int.MaxValue : Count, faults[0], Key);
    }
}
