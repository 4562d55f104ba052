namespace LogAppendSink.Emulator.Faults;

/// <summary>When a fault happens. Created by <see cref="FaultPlan"/>, whose lock also guards the counters.</summary>
public sealed class FaultRule
{
    private readonly OssOperation? _operation;
    private readonly string? _keyContains;
    private readonly IReadOnlyList<Fault> _faults;
    private readonly int _first;
    private readonly int _count;
    private readonly double _probability;
    private readonly Random? _random;

    internal FaultRule(OssOperation? operation, string? keyContains, int first, int count, Fault fault)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentNullException.ThrowIfNull(fault);

        _operation = operation;
        _keyContains = keyContains;
        _first = first;
        _count = count;
        _faults = [fault];
    }

    internal FaultRule(OssOperation? operation, string? keyContains, double probability, Random random, IReadOnlyList<Fault> faults)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(probability, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        ArgumentOutOfRangeException.ThrowIfZero(faults.Count);

        _operation = operation;
        _keyContains = keyContains;
        _first = 1;
        _count = int.MaxValue;
        _probability = probability;
        _random = random;
        _faults = [.. faults];
    }

    /// <summary>Matching requests since the rule was added.</summary>
    public int Matched { get; private set; }

    /// <summary>How often the fault happened.</summary>
    public int Fired { get; private set; }

    internal bool IsSpent_NeedsLock => Fired == _count;

    /// <summary>Describes the rule for a listing.</summary>
    public override string ToString()
    {
        var target = $"{_operation?.ToString() ?? "any operation"}{(_keyContains is null ? "" : $" of a key with '{_keyContains}'")}";
        var count = _count == int.MaxValue ? "always" : $"{_count} times";
        var when = _random is null ? $"from the {_first}. on, {count}" : $"with probability {_probability}";
        return $"{target}, {when}: {string.Join(" or ", _faults)}";
    }

    /// <param name="operation">The operation of the request.</param>
    /// <param name="key">The key of the request; empty for a bucket operation.</param>
    /// <param name="isTaken">Whether an earlier rule applies its fault; this rule then only counts the request.</param>
    internal Fault? Consider_NeedsLock(OssOperation operation, string key, bool isTaken)
    {
        if (_operation is not null && _operation != operation)
            return null;

        if (_keyContains is not null && !key.Contains(_keyContains, StringComparison.Ordinal))
            return null;

        Matched++;

        // Drawn for every request, so that other rules do not shift this rule's sequence.
        var isDrawn = _random is null || _random.NextDouble() < _probability;
        var fault = _random is null ? _faults[0] : _faults[_random.Next(_faults.Count)];

        if (isTaken || !isDrawn || Matched < _first || IsSpent_NeedsLock)
            return null;

        Fired++;
        return fault;
    }
}
