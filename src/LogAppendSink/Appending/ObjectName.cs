namespace LogAppendSink.Appending;

/// <summary>One object of the series that a period's records go to.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Period">The period.</param>
/// <param name="Index">Its number in the period: 0 for the plain name, then <c>-001</c>, ….</param>
internal sealed record ObjectName(string Key, RollPeriod Period, int Index);
