namespace LogAppendSink.Appending;

/// <summary>Names the objects of a writer: by the accepted time of a record, and the one after another.</summary>
internal sealed class ObjectSeries
{
    private readonly ObjectRollingInterval _interval;
    private readonly Func<RollPeriod, int, string> _keyOf;

    /// <summary>The objects of a pipeline.</summary>
    internal ObjectSeries(ObjectKeyTemplate template, ObjectRollingInterval interval)
        : this(interval, (period, index) => template.Render(period.Start, index), indexMax: 999_999_999)
    {
    }

    private ObjectSeries(ObjectRollingInterval interval, Func<RollPeriod, int, string> keyOf, int indexMax)
    {
        _interval = interval;
        _keyOf = keyOf;
        IndexMax = indexMax;
    }

    /// <summary>
    /// The highest number of an object in its period. A pipeline has 1,000,000,000 per period.
    /// </summary>
    internal int IndexMax { get; }

    /// <summary>Creates a series of one object.</summary>
    internal static ObjectSeries Of(string key) => new(ObjectRollingInterval.Infinite, (_, _) => key, indexMax: 0);

    internal ObjectName First(DateTimeOffset acceptedAt) => Name(RollPeriod.Of(_interval, acceptedAt), index: 0);

    internal ObjectName At(ObjectName name, int index) => Name(name.Period, index);

    internal ObjectName After(ObjectName name) => Name(name.Period, name.Index + 1);

    private ObjectName Name(RollPeriod period, int index)
    {
        Invariant.Holds(index >= 0 && index <= IndexMax, "The number of an object stays within its limit.");
        return new ObjectName(_keyOf(period, index), period, index);
    }
}
