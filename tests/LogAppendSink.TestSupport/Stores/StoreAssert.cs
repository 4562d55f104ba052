using LogAppendSink.Stores;
using Xunit;

namespace LogAppendSink.TestSupport.Stores;

/// <summary>Asserts which of the three cases a <see cref="StoreResult{T}"/> is.</summary>
internal static class StoreAssert
{
    internal static T Found<T>(StoreResult<T> result)
        where T : class
    {
        Assert.True(result.Value is not null, $"Nothing was found: {result.Error?.Describe() ?? "the object does not exist"}");
        return result.Value!; // As asserted above.
    }

    internal static StoreError Failed<T>(StoreResult<T> result)
        where T : class
    {
        Assert.True(result.Error is not null, $"The request did not fail: {result}");
        return result.Error!; // As asserted above.
    }

    internal static void Absent<T>(StoreResult<T> result)
        where T : class => Assert.True(result.IsAbsent, $"The object is not absent: {result}");
}
