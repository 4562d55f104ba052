using LogAppendSink.Reading;

namespace LogAppendSink.Stores;

/// <summary>What a store tells of an object.</summary>
internal abstract record DescribeAnswer
{
    private DescribeAnswer()
    {
    }

    /// <summary>It is there.</summary>
    internal sealed record Found(ObjectDescription Description) : DescribeAnswer;

    /// <summary>There is no such object.</summary>
    internal sealed record Absent : DescribeAnswer;

    /// <summary>The store did not say.</summary>
    internal sealed record Failed(StoreError Error) : DescribeAnswer;
}
