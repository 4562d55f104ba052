using LogAppendSink.Spool;
using Xunit;

namespace LogAppendSink.Tests.Spool;

/// <summary>Calls after the disposal of the pool, when another process may own the directory.</summary>
public sealed class SegmentPoolEndTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("pool-").FullName;
    private readonly ObservedFileSystem _files = new();
    private readonly SegmentPool _pool;

    public SegmentPoolEndTests()
    {
        var settings = SpoolSettings.Of(new OssAppendOptions
        {
            EventBodyLimitBytes = 1024,
            BatchSizeLimitBytes = 64 * 1024,
            BufferSizeLimitBytes = 8 * DamageScenario.SegmentBytes,
        });
        _pool = new SegmentPool(_files, _directory, settings, new Random(1), new SpoolNotices(), TimeProvider.System);
    }

    public void Dispose()
    {
        _pool.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_segment_is_created_after_disposal(bool ignoresLimit)
    {
        _pool.Dispose();

        Assert.Null(_pool.TryTake(ignoresLimit));
        _pool.Prepare();

        Assert.Empty(_files.Calls);
    }

    [Fact]
    public void Segment_returned_after_disposal_is_left_unchanged()
    {
        var segment = _pool.TryTake()!;
        segment.Begin(firstSequence: 7, firstRecordByte: 0, checkpointGeneration: 1);
        _pool.Dispose();
        var bytes = File.ReadAllBytes(segment.Path);
        _files.Forget();

        _pool.Return(segment);

        Assert.Empty(_files.Calls);
        Assert.Equal(bytes, File.ReadAllBytes(segment.Path));
    }

    [Fact]
    public void Segment_is_not_opened_after_its_disposal()
    {
        var segment = _pool.TryTake()!;
        segment.Dispose();
        _files.Forget();

        Assert.Throws<OperationCanceledException>(() => segment.Read(0, new byte[1]));
        segment.Flush();

        Assert.Empty(_files.Calls);
    }
}
