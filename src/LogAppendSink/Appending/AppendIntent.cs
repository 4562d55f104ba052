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

    /// <summary>The first record that is not known to be stored when it leaves.</summary>
    internal long FirstRecord => (Unconfirmed ?? this).Records.First;
}
