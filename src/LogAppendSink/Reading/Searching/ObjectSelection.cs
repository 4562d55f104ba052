using LogAppendSink.Stores;

namespace LogAppendSink.Reading.Searching;

/// <summary>Which objects may have records of a time, by what a listing tells of them.</summary>
internal static class ObjectSelection
{
    /// <summary>OSS refuses requests whose clock is further off than this, so no writer's clock is further ahead of the store's.</summary>
    private static readonly TimeSpan ClockSkewMax = TimeSpan.FromMinutes(15);

    /// <summary>A record's own time and the moment at which it was accepted, which chooses its object, are two looks at a clock.</summary>
    private static readonly TimeSpan AcceptanceSkewMax = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long an object must be unchanged before its last record counts as complete. A writer that splits a record appends the rest at once.
    /// </summary>
    internal static readonly TimeSpan RestTime = TimeSpan.FromMinutes(1);

    /// <summary>Whether an object has not changed for so long that its last record is whole even without a line feed.</summary>
    internal static bool IsAtRest(ObjectEntry entry, DateTimeOffset now) => now - entry.LastModified >= RestTime;

    internal static bool MayHave(ObjectEntry entry, NamedPlace place, DateTimeOffset from, DateTimeOffset to)
    {
        // No record is stored before it is made: an object that did not change since has none.
        if (entry.LengthBytes == 0 || from - entry.LastModified > ClockSkewMax)
            return false;
        return place.Period is not { } period || (from - period.End < AcceptanceSkewMax && period.Start - to < AcceptanceSkewMax);
    }

    /// <summary>The earliest time that a record of it may have.</summary>
    internal static DateTimeOffset EarliestTimeOf(NamedPlace place) =>
        place.Period is { } period && period.Start - DateTimeOffset.MinValue > AcceptanceSkewMax ? period.Start - AcceptanceSkewMax : DateTimeOffset.MinValue;
}
