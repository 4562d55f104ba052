using Xunit;
using static LogAppendSink.Tests.Buffering.BufferScenario;

namespace LogAppendSink.Tests.Buffering;

public sealed class MemoryBufferOrderTests() : BufferOrderTests(new BufferScenario())
{
    [Fact]
    public void Batch_is_unchanged_while_the_next_one_is_taken()
    {
        using var scenario = new BufferScenario();
        scenario.Write("one\n");
        scenario.Write("two\n");
        var first = scenario.Take();
        scenario.Write("three\n");

        var second = scenario.Take();

        Assert.Equal((2L, 1), (second.Records.First, second.Count));
        Assert.Equal("one\ntwo\n", TextOf(first));
    }
}
