namespace LogAppendSink.Tests.Spool;

/// <summary>What has become of a damaged spool.</summary>
/// <param name="Delivered">The records that came out, one after the other.</param>
/// <param name="Lost">How many are counted as lost to damage.</param>
/// <param name="Accepted">How many the account began with.</param>
/// <param name="Told">The messages about damage.</param>
/// <param name="Kept">The files in <c>damaged</c>.</param>
internal sealed record DamageOutcome(string Delivered, long Lost, long Accepted, IReadOnlyList<string> Told, IReadOnlyList<string> Kept);
