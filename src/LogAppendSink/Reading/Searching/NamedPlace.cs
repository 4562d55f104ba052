using LogAppendSink.Appending;

namespace LogAppendSink.Reading.Searching;

/// <summary>The period and host that an object's name contains.</summary>
/// <param name="Period">When the records were accepted; null if the name has no date.</param>
/// <param name="Host">The host that wrote the records; null if the name has no host.</param>
internal readonly record struct NamedPlace(RollPeriod? Period, string? Host);
