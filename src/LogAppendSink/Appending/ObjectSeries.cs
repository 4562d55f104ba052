namespace LogAppendSink.Appending;

/// <summary>Names the objects of a pipeline: which one a record's accepted time calls for, and which one follows another.</summary>
internal sealed class ObjectSeries(ObjectKeyTemplate template, ObjectRollingInterval interval)
{
    /// <summary>Most objects of one period. At the smallest allowed size there is no reason to come near it.</summary>
    internal const int IndexMax = 999_999_999;

    internal ObjectName First(DateTimeOffset acceptedAt) => Name(RollPeriod.Of(interval, acceptedAt), index: 0);

    internal ObjectName At(ObjectName name, int index) => Name(name.Period, index);

    internal ObjectName After(ObjectName name) => Name(name.Period, name.Index + 1);

    private ObjectName Name(RollPeriod period, int index)
    {
        Invariant.Holds(index is >= 0 and <= IndexMax, "The number of an object stays within its limit.");
        return new ObjectName(template.Render(period.Start, index), period, index);
    }
}
