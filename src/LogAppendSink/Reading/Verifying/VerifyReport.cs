namespace LogAppendSink.Reading.Verifying;

/// <summary>The result of verifying an object.</summary>
/// <param name="RecordCount">The number of records.</param>
/// <param name="IsChecksummed">Whether the store has a CRC-64 to compare with.</param>
/// <param name="Faults">The faults, one sentence each; only the first few of each kind.</param>
internal sealed record VerifyReport(long RecordCount, bool IsChecksummed, IReadOnlyList<string> Faults);
