using LogAppendSink.Stores;

namespace LogAppendSink.Reading.Searching;

/// <summary>Selects the objects that may have records of a time range, from their listing.</summary>
internal static class ObjectSelection
{
    /// <summary>OSS refuses requests with a larger clock skew, so no writer's clock is further ahead.</summary>
    private static readonly TimeSpan ClockSkewMax = TimeSpan.FromMinutes(15);

    /// <summary>A record's time and its acceptance, which selects its object, are read from the clock at different moments.</summary>
    private static readonly TimeSpan AcceptanceSkewMax = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long an object must be unchanged before its last record counts as complete. A writer that splits a record appends the rest at
    /// once.
    /// </summary>
    internal static readonly TimeSpan RestTime = TimeSpan.FromMinutes(1);

    /// <summary>Whether an object has been unchanged long enough for its last record to be whole even without a line feed.</summary>
    internal static bool IsAtRest(ObjectEntry entry, DateTimeOffset now) => now - entry.LastModified >= RestTime;

    internal static bool MayHave(ObjectEntry entry, NamedPlace place, DateTimeOffset from, DateTimeOffset to)
    {
        // A record is stored after it is created, so an object unchanged since the start has none.
        if (entry.LengthBytes == 0 || from - entry.LastModified > ClockSkewMax)
            return false;
        return place.Period is not { } period || (from - period.End < AcceptanceSkewMax && period.Start - to < AcceptanceSkewMax);
    }

    /// <summary>Returns the earliest time that a record of the object can have.</summary>
    internal static DateTimeOffset EarliestTimeOf(NamedPlace place) =>
        place.Period is { } period && period.Start - DateTimeOffset.MinValue > AcceptanceSkewMax
            ? period.Start - AcceptanceSkewMax
            : DateTimeOffset.MinValue;
}
