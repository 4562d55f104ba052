namespace LogAppendSink.Appending;

/// <summary>Hears what the append writer does, to note it, count it and tell it.</summary>
internal interface IAppendObserver
{
    /// <summary>
    /// An append is about to leave. Whoever must survive a crash notes it now, durably: after it, the append is in doubt
    /// until it is settled.
    /// </summary>
    void Intending(AppendIntent intent);

    /// <summary>Another writer's bytes stand where ours should have gone.</summary>
    void Conflicted(ObjectName name, ConflictMode mode);

    /// <summary>Delivery goes on in another object.</summary>
    void Rolled(ObjectName from, ObjectName to, RollReason reason);

    /// <summary>The store answered something that cannot be right.</summary>
    void Misbehaved(ObjectName name, string observation);
}
