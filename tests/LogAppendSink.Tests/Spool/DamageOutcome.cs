namespace LogAppendSink.Tests.Spool;

/// <summary>The result of delivering a damaged spool.</summary>
/// <param name="Delivered">The delivered records, concatenated.</param>
/// <param name="Lost">The number of records counted as lost to damage.</param>
/// <param name="Accepted">The number of records counted as accepted.</param>
/// <param name="Notices">The notices about damage.</param>
/// <param name="Kept">The files in <c>damaged</c>.</param>
internal sealed record DamageOutcome(string Delivered, long Lost, long Accepted, IReadOnlyList<string> Notices, IReadOnlyList<string> Kept);
