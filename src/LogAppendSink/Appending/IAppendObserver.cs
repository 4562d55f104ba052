namespace LogAppendSink.Appending;

/// <summary>Is notified of what the append writer does, to record, count and report it. It decides nothing.</summary>
internal interface IAppendObserver
{
    /// <summary>
    /// An append is about to be sent, and is in doubt from now on until it is settled. A spool records it durably here.
    /// </summary>
    void Intending(AppendIntent intent);

    /// <summary>
    /// The append recorded last was not applied and never will be, and another writer may store equal bytes at its position. A spool
    /// removes its record here.
    /// </summary>
    /// <returns>Whether the record is removed; otherwise the position stays reserved.</returns>
    bool TryWithdraw() => true;

    /// <summary>Another writer's bytes are at the position of the append.</summary>
    void Conflicted(ObjectName name, ConflictMode mode);

    /// <summary>The writer continues in another object.</summary>
    void Rolled(ObjectName from, ObjectName to, RollReason reason);

    /// <summary>The store's responses contradict each other.</summary>
    void Misbehaved(ObjectName name, string observation);
}
