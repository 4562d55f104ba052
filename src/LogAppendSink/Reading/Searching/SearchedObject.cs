namespace LogAppendSink.Reading.Searching;

/// <summary>An object that may have records of the searched time range.</summary>
/// <param name="Key">The key.</param>
/// <param name="LengthBytes">The length when the object was listed; later appends are not read.</param>
/// <param name="EarliestTime">
/// The earliest time of its records, derived from its name; the object is not opened before the merge reaches it.
/// </param>
/// <param name="IsAtRest">Whether the object no longer changes, so that a last record without a line feed is whole.</param>
internal sealed record SearchedObject(string Key, long LengthBytes, DateTimeOffset EarliestTime, bool IsAtRest = false);
