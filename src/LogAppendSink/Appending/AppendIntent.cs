using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>An append that is about to be sent: all that is needed to settle it without its bytes, also after a crash.</summary>
/// <param name="Name">The object.</param>
/// <param name="Before">The end that the append names.</param>
/// <param name="After">The end it makes.</param>
/// <param name="BodyCrc64">The CRC-64 of its bytes.</param>
internal sealed record AppendIntent(ObjectName Name, ObjectEnd Before, ObjectEnd After, ulong BodyCrc64)
{
    /// <summary>The records in its body.</summary>
    internal RecordRange Records { get; init; }

    /// <summary>
    /// The append before it to the same object, if it was acknowledged and is not confirmed; null without one.
    /// </summary>
    internal AppendIntent? Unconfirmed { get; init; }

    /// <summary>
    /// An earlier request to the same position that may be applied in place of this one, with other bytes for the same records or with more
    /// records. It may have an earlier one itself. Null without one.
    /// </summary>
    internal AppendIntent? Earlier { get; init; }

    /// <summary>How many requests compete for the position.</summary>
    internal int Contenders => 1 + (Earlier?.Contenders ?? 0);

    /// <summary>The record after the last one of all these requests.</summary>
    internal long Through => Math.Max(Records.Next, Earlier?.Through ?? 0);

    /// <summary>The first record that is not known to be stored when the append is sent.</summary>
    internal long FirstRecord => (Unconfirmed ?? this).Records.First;
}
