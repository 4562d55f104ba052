using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Faults;

/// <summary>
/// The faults to inject. Rules are evaluated in the order they were added, and the first one that applies decides. A request has at
/// most one fault (see <see cref="Fault.And"/> for two). Only requests with a valid signature are counted.
/// </summary>
/// <remarks>
/// Thread-safe. Used-up rules are removed. An <c>operation</c> of null means every operation; <c>keyContains</c>
/// limits a rule to keys that contain this text.
/// </remarks>
public sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private readonly List<FaultRule> _rules = [];
    private long _clockOffsetTicks;

    internal FaultPlan(TimeProvider time, RequestsInFlight inFlight)
    {
        Held = new HeldRequests(time);
        Ghosts = new GhostRequests(time, inFlight);
    }

    /// <summary>How far the server's clock is ahead of the emulator's <see cref="TimeProvider"/>. Default: zero.</summary>
    public TimeSpan ClockOffset
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _clockOffsetTicks));
        set => Interlocked.Exchange(ref _clockOffsetTicks, value.Ticks);
    }

    /// <summary>The active rules.</summary>
    public IReadOnlyList<FaultRule> Rules
    {
        get
        {
            lock (_gate)
                return [.. _rules];
        }
    }

    /// <summary>The number of held requests.</summary>
    public int HeldCount => Held.Count;

    /// <summary>The number of ghosts that are not yet applied.</summary>
    public int GhostCount => Ghosts.Count;

    internal HeldRequests Held { get; }

    internal GhostRequests Ghosts { get; }

    /// <summary>Applies a fault once, to the next matching request that no earlier rule uses.</summary>
    public FaultRule Next(OssOperation? operation, Fault fault, string? keyContains = null) =>
        Range(operation, first: 1, count: 1, fault, keyContains);

    /// <summary>Applies a fault once, to the <paramref name="n"/>-th matching request from now, counted from 1.</summary>
    public FaultRule Nth(OssOperation? operation, int n, Fault fault, string? keyContains = null) =>
        Range(operation, first: n, count: 1, fault, keyContains);

    /// <summary>
    /// Applies a fault to <paramref name="count"/> matching requests, starting with the <paramref name="first"/>-th from now, counted from
    /// 1.
    /// </summary>
    public FaultRule Range(OssOperation? operation, int first, int count, Fault fault, string? keyContains = null) =>
        Add(new FaultRule(operation, keyContains, first, count, fault));

    /// <summary>Applies a fault to every matching request until the rule is removed.</summary>
    public FaultRule Always(OssOperation? operation, Fault fault, string? keyContains = null) =>
        Range(operation, first: 1, count: int.MaxValue, fault, keyContains);

    /// <summary>
    /// Applies one of <paramref name="faults"/> to each matching request, with a probability from 0 to 1. The same seed repeats the
    /// sequence.
    /// </summary>
    public FaultRule WithProbability(
        int seed, double probability, OssOperation? operation, IReadOnlyList<Fault> faults, string? keyContains = null)
    {
        ArgumentNullException.ThrowIfNull(faults);
        return Add(new FaultRule(operation, keyContains, probability, new Random(seed), faults));
    }

    /// <summary>Removes a rule; does nothing if it is already removed.</summary>
    public void Remove(FaultRule rule)
    {
        lock (_gate)
            _rules.Remove(rule);
    }

    /// <summary>Removes all rules and resets the clock. Ghosts and held requests stay until they are released.</summary>
    public void Clear()
    {
        ClockOffset = TimeSpan.Zero;

        lock (_gate)
            _rules.Clear();
    }

    /// <summary>Releases all held requests.</summary>
    /// <returns>Their number.</returns>
    public int ReleaseHeld() => Held.Release();

    /// <summary>Completes when at least <paramref name="count"/> requests are held.</summary>
    public Task WhenHeldAsync(int count = 1, CancellationToken cancellationToken = default) =>
        Held.WhenCountAsync(count, cancellationToken);

    /// <summary>Completes when no request is held: all were released, their delay has passed, or their clients disconnected.</summary>
    public Task WhenNoneHeldAsync(CancellationToken cancellationToken = default) => Held.WhenNoneAsync(cancellationToken);

    /// <summary>Applies all waiting ghosts in order, and returns when all are evaluated.</summary>
    /// <returns>Their number.</returns>
    public Task<int> ReleaseGhostsAsync() => Ghosts.ReleaseAsync();

    /// <summary>Completes when no ghost is waiting or being applied.</summary>
    public Task WhenNoGhostsAsync(CancellationToken cancellationToken = default) => Ghosts.WhenGoneAsync(cancellationToken);

    internal Fault? Take(OssOperation operation, string key)
    {
        lock (_gate)
        {
            Fault? taken = null;

            foreach (var rule in _rules)
                taken = rule.Consider_NeedsLock(operation, key, isTaken: taken is not null) ?? taken;

            _rules.RemoveAll(rule => rule.IsSpent_NeedsLock);
            return taken;
        }
    }

    private FaultRule Add(FaultRule rule)
    {
        lock (_gate)
            _rules.Add(rule);

        return rule;
    }
}
