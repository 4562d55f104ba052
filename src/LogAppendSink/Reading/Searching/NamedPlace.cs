using LogAppendSink.Appending;

namespace LogAppendSink.Reading.Searching;

/// <summary>What the name of an object tells.</summary>
/// <param name="Period">When its records were accepted; null where the name has no date.</param>
/// <param name="Host">Who wrote them; null where the name has no host.</param>
internal readonly record struct NamedPlace(RollPeriod? Period, string? Host);
