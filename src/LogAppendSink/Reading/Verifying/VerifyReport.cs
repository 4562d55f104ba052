namespace LogAppendSink.Reading.Verifying;

/// <summary>What was found in an object.</summary>
/// <param name="RecordCount">How many records it has.</param>
/// <param name="IsChecksummed">Whether the store has a CRC-64 to compare with.</param>
/// <param name="Faults">What is wrong, a sentence each; the first few of a kind.</param>
internal sealed record VerifyReport(long RecordCount, bool IsChecksummed, IReadOnlyList<string> Faults);
