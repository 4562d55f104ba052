namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>What a writer waits for: a response of the store, or a decision of the delivery loop.</summary>
internal enum RequestKind
{
    Append,
    Head,
    Read,
    Seal,

    /// <summary>Whether another batch follows the one that was accepted, or that one is confirmed first.</summary>
    ConfirmOrContinue,

    /// <summary>Whether the turn of another writer of the process ends before the wait for it does.</summary>
    WaitForTurn,

    /// <summary>Whether a batch that was not stored is retried or dropped.</summary>
    DropOrRetry,
}
