namespace LogAppendSink.Reading.Searching;

/// <summary>An object that may have records of the time that is searched.</summary>
/// <param name="Key">Its key.</param>
/// <param name="LengthBytes">Its length when it was listed; what is appended later is not read.</param>
/// <param name="EarliestTime">No record of it is earlier, by its name; it is not opened before that time is reached.</param>
/// <param name="IsAtRest">Whether nothing is appended any more, so that a last record without a line feed is whole.</param>
internal sealed record SearchedObject(string Key, long LengthBytes, DateTimeOffset EarliestTime, bool IsAtRest = false);
