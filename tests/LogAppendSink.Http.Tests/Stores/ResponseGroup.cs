namespace LogAppendSink.Http.Tests.Stores;

/// <summary>Responses that are about the same thing.</summary>
internal sealed record ResponseGroup
{
    /// <summary>What they are about, and where they are documented.</summary>
    public required string About { get; init; }

    public required IReadOnlyList<ResponseRow> Responses { get; init; }
}
