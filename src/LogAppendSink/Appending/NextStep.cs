namespace LogAppendSink.Appending;

/// <summary>What to do about an append in doubt, from what the store holds now.</summary>
internal enum NextStep
{
    /// <summary>It is not in the object and may still be applied: send it again, at the same position.</summary>
    SendAgain,

    /// <summary>It is in the object, and the object ends with it.</summary>
    Acknowledge,

    /// <summary>Other bytes or its own are at its position, and the end does not show which: read them.</summary>
    ReadBack,

    /// <summary>Another writer's bytes are at its position, so it is not in the object and never will be: it may go elsewhere.</summary>
    Yield,

    /// <summary>The object was replaced or accepts no more appends: it may go to the next object.</summary>
    Roll,
}
