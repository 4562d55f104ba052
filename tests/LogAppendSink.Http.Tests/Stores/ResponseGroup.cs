namespace LogAppendSink.Http.Tests.Stores;

/// <summary>Responses with a common subject.</summary>
internal sealed record ResponseGroup
{
    /// <summary>The subject, and its documentation.</summary>
    public required string About { get; init; }

    public required IReadOnlyList<ResponseRow> Responses { get; init; }
}
