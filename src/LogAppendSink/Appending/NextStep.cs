namespace LogAppendSink.Appending;

/// <summary>What to do about an unanswered append, from what the store now holds.</summary>
internal enum NextStep
{
    /// <summary>It is not there, and may yet come: send it again, at the same position.</summary>
    SendAgain,

    /// <summary>It is there, and nothing behind it.</summary>
    Acknowledge,

    /// <summary>Something fills its place, and the end cannot tell what: look at the bytes.</summary>
    ReadBack,

    /// <summary>Somebody else's bytes are in its place, so it is not there and never will be: it may go elsewhere.</summary>
    Yield,

    /// <summary>The object is not the one it was sent to, or takes no more appends: it may go to the next object.</summary>
    Roll,
}
