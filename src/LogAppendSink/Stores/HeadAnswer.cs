using LogAppendSink.Appending;

namespace LogAppendSink.Stores;

/// <summary>Where an object ends.</summary>
internal abstract record HeadAnswer
{
    private HeadAnswer()
    {
    }

    /// <summary>It is there.</summary>
    /// <param name="End">Where it ends.</param>
    /// <param name="IsAppendObject">Whether it was made by appends; otherwise its content is nobody's append.</param>
    /// <param name="IsSealed">Whether it takes no more of them.</param>
    internal sealed record Found(ObjectEnd End, bool IsAppendObject, bool IsSealed) : HeadAnswer
    {
        internal bool TakesAppends => IsAppendObject && !IsSealed;
    }

    /// <summary>There is no such object.</summary>
    internal sealed record Absent : HeadAnswer;

    /// <summary>The store did not say.</summary>
    internal sealed record Failed(StoreError Error) : HeadAnswer;
}
