namespace LogAppendSink.Appending;

/// <summary>An append in doubt that a spool must settle. No other append may take its position before.</summary>
/// <param name="Owner">The spool.</param>
/// <param name="Writer">The writer that settles it; null if none.</param>
internal sealed record AppendClaim(string Owner, RegisteredWriter? Writer);
