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
    public void Batch_spans_chunks()
    {
        var records = Enumerable.Range(0, 300).Select(i => $"{i:0000}{new string('x', 2000)}\n").ToList();
        foreach (var record in records)
            _scenario.Write(record);

        var batch = _scenario.Take();

        Assert.False(batch.Bytes.IsSingleSegment);
        Assert.Equal(string.Concat(records), TextOf(batch));
    }

    [Fact]
    public void Memory_is_reused_only_after_its_batch_is_settled()
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
    public void Reused_chunks_contain_only_new_records()
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
    public void Record_larger_than_a_chunk_gets_its_own(int lengthBytes)
    {
        var large = new string('L', lengthBytes - 1) + "\n";
        _scenario.Write("before\n");
        _scenario.Write(large);
        _scenario.Write("after\n");

        var batch = _scenario.Take();
        _scenario.Buffer.Acknowledge(batch);

        Assert.Equal("before\n" + large + "after\n", TextOf(batch));
        Assert.Equal((3L, 0L, 0L), (_scenario.Account.Stored, _scenario.Account.Pending, _scenario.Account.PendingBytes));
    }

    [Fact]
    public void First_record_can_be_larger_than_a_chunk()
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
    public void Memory_is_reused_during_a_burst()
    {
        Fill(chunks: 80);
        SettleHalf();

        var allocatedBytes = AllocatedBy(() => Fill(chunks: 40));

        Assert.InRange(allocatedBytes, 0, MemoryBuffer.ChunkBytes - 1);
    }

    [Fact]
    public void Most_memory_is_freed_after_a_burst()
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

    private void SettleHalf() =>
        _scenario.Buffer.Acknowledge(_scenario.Take(new BatchLimits(40 * MemoryBuffer.ChunkBytes, ObjectRollingInterval.Infinite)));

    private static long AllocatedBy(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
