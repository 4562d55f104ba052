using LogAppendSink.Reading;

namespace LogAppendSink.Stores;

/// <summary>One page of the objects below a prefix.</summary>
internal abstract record ListAnswer
{
    private ListAnswer()
    {
    }

    /// <summary>A page.</summary>
    /// <param name="Objects">In the byte order of their keys.</param>
    /// <param name="Continuation">What to ask the next page with; null when this is the last.</param>
    internal sealed record Page(IReadOnlyList<ObjectEntry> Objects, string? Continuation) : ListAnswer;

    /// <summary>The store did not say.</summary>
    internal sealed record Failed(StoreError Error) : ListAnswer;
}
