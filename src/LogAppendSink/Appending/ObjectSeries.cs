namespace LogAppendSink.Appending;

/// <summary>Names the objects that follow each other: which one a record's accepted time calls for, and which one follows another.</summary>
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
    /// The highest number of an object in its period. Of a pipeline's there are 1,000,000,000: at the smallest allowed size there is no
    /// reason to come near it.
    /// </summary>
    internal int IndexMax { get; }

    /// <summary>A series of one object, which no other follows.</summary>
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
