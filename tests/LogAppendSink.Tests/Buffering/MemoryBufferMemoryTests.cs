using LogAppendSink.Buffering;
using Xunit;
using static LogAppendSink.Tests.Buffering.BufferScenario;

namespace LogAppendSink.Tests.Buffering;

public sealed class MemoryBufferMemoryTests : IDisposable
{
    private static readonly byte[] HalfAChunk = [.. new byte[(MemoryBuffer.ChunkBytes / 2) - 1], (byte)'\n'];

    private readonly BufferScenario _scenario = new(limitBytes: 100_000_000);

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public void A_batch_spans_chunks()
    {
        var records = Enumerable.Range(0, 300).Select(i => $"{i:0000}{new string('x', 2000)}\n").ToList();
        foreach (var record in records)
            _scenario.Write(record);

        var batch = _scenario.Take();

        Assert.False(batch.Bytes.IsSingleSegment);
        Assert.Equal(string.Concat(records), TextOf(batch));
    }

    [Fact]
    public void Memory_is_used_again_only_after_its_batch_is_settled()
    {
        _scenario.Write("first\n");
        var batch = _scenario.Take();
        var text = TextOf(batch);

        for (var i = 0; i < 2000; i++)
            _scenario.Write(new string('y', 1000) + "\n");

        Assert.Equal("first\n", text);
        Assert.Equal("first\n", TextOf(batch));
    }

    [Fact]
    public void Chunks_come_back_without_a_trace_of_what_they_held()
    {
        for (var round = 0; round < 5; round++)
        {
            var record = new string((char)('a' + round), 99_999) + "\n";
            for (var i = 0; i < 6; i++)
                _scenario.Write(record);

            var batch = _scenario.Take();

            Assert.Equal(string.Concat(Enumerable.Repeat(record, 6)), TextOf(batch));
            _scenario.Buffer.Acknowledge(batch);
        }
    }

    [Theory]
    [InlineData(MemoryBuffer.ChunkBytes - 1)]
    [InlineData(MemoryBuffer.ChunkBytes)]
    [InlineData(MemoryBuffer.ChunkBytes + 1)]
    [InlineData(3 * MemoryBuffer.ChunkBytes)]
    public void A_record_larger_than_a_chunk_has_one_of_its_own(int lengthBytes)
    {
        var large = new string('L', lengthBytes - 1) + "\n";
        _scenario.Write("before\n");
        _scenario.Write(large);
        _scenario.Write("behind\n");

        var batch = _scenario.Take();
        _scenario.Buffer.Acknowledge(batch);

        Assert.Equal("before\n" + large + "behind\n", TextOf(batch));
        Assert.Equal((3L, 0L, 0L), (_scenario.Account.Stored, _scenario.Account.Pending, _scenario.Account.PendingBytes));
    }

    [Fact]
    public void The_first_record_may_be_larger_than_a_chunk()
    {
        var large = new string('L', MemoryBuffer.ChunkBytes) + "\n";
        _scenario.Write(large);

        var batch = _scenario.Take();
        _scenario.Buffer.Acknowledge(batch);
        _scenario.Write("next\n");

        Assert.Equal("next\n", TextOf(_scenario.Take()));
    }

    [Fact]
    public void Batches_are_settled_in_the_order_in_which_they_were_taken()
    {
        var limits = new BatchLimits(4, ObjectRollingInterval.Infinite);
        _scenario.Write("one\n");
        _scenario.Write("two\n");
        var first = _scenario.Take(limits);
        var second = _scenario.Take(limits);

        _scenario.Buffer.Acknowledge(first);
        _scenario.Write("three\n");

        Assert.Equal("two\n", TextOf(second));
        _scenario.Buffer.Acknowledge(second);
        Assert.Equal("three\n", TextOf(_scenario.Take()));
    }

    [Fact]
    public void While_a_burst_lasts_its_memory_is_used_again_and_again()
    {
        Fill(chunks: 80);
        SettleHalf();

        var allocatedBytes = AllocatedBy(() => Fill(chunks: 40));

        Assert.InRange(allocatedBytes, 0, MemoryBuffer.ChunkBytes - 1);
    }

    [Fact]
    public void When_a_burst_is_over_most_of_its_memory_is_let_go()
    {
        Fill(chunks: 80);
        SettleHalf();
        SettleHalf();

        var allocatedBytes = AllocatedBy(() => Fill(chunks: 80));

        Assert.InRange(allocatedBytes, 40L * MemoryBuffer.ChunkBytes, 80L * MemoryBuffer.ChunkBytes);
    }

    private void Fill(int chunks)
    {
        for (var i = 0; i < 2 * chunks; i++)
            Assert.True(_scenario.Buffer.TryWrite(HalfAChunk, RecordLevel.Information, Noon));
    }

    private void SettleHalf() => _scenario.Buffer.Acknowledge(_scenario.Take(new BatchLimits(40 * MemoryBuffer.ChunkBytes, ObjectRollingInterval.Infinite)));

    private static long AllocatedBy(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
