namespace LogAppendSink.Appending;

/// <summary>Hears what the append writer does, to note it, count it and tell it.</summary>
internal interface IAppendObserver
{
    /// <summary>
    /// An append is about to leave. Whoever must survive a crash notes it now, durably: after it, the append is in doubt
    /// until it is settled.
    /// </summary>
    void Intending(AppendIntent intent);

    /// <summary>
    /// The append noted last was not applied and never will be, and another writer may store the same bytes at its position. Whoever notes
    /// appends durably forgets it now.
    /// </summary>
    /// <returns>Whether it is forgotten; otherwise the position stays reserved.</returns>
    bool TryWithdraw() => true;

    /// <summary>Another writer's bytes stand where ours should have gone.</summary>
    void Conflicted(ObjectName name, ConflictMode mode);

    /// <summary>
    /// An object is about to be left, with nothing of the body in doubt but where it is <see cref="RollReason.Wedged"/>. Whoever has no other object throws here, as in
    /// <see cref="Conflicted"/>: then the writer stays where it is.
    /// </summary>
    void Leaving(ObjectName name, RollReason reason)
    {
    }

    /// <summary>Delivery goes on in another object.</summary>
    void Rolled(ObjectName from, ObjectName to, RollReason reason);

    /// <summary>The store answered something that cannot be right.</summary>
    void Misbehaved(ObjectName name, string observation);
}
