using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>An append about to leave: all that is needed to settle it, also after a crash, without its bytes.</summary>
/// <param name="Name">The object.</param>
/// <param name="Before">The end that the append names.</param>
/// <param name="After">The end it makes.</param>
/// <param name="BodyCrc64">The CRC-64 of its bytes.</param>
internal sealed record AppendIntent(ObjectName Name, ObjectEnd Before, ObjectEnd After, ulong BodyCrc64)
{
    /// <summary>The records in its body.</summary>
    internal RecordRange Records { get; init; }

    /// <summary>
    /// The append before it to the same object, which the store has acknowledged and nothing has confirmed; null where there is none.
    /// </summary>
    internal AppendIntent? Unconfirmed { get; init; }

    /// <summary>
    /// An earlier request to the same position, with other bytes for the same records or with more of them, which the store may still apply in
    /// place of this one; it may have one of its own. Null where there is none.
    /// </summary>
    internal AppendIntent? Former { get; init; }

    /// <summary>How many requests compete for the position.</summary>
    internal int Contenders => 1 + (Former?.Contenders ?? 0);

    /// <summary>The record after the last one that any of them has.</summary>
    internal long Through => Math.Max(Records.Next, Former?.Through ?? 0);

    /// <summary>The first record that is not known to be stored when it leaves.</summary>
    internal long FirstRecord => (Unconfirmed ?? this).Records.First;
}
