using LogAppendSink.Tests.Spool;
using LogAppendSink.TestSupport.Stores;
using Xunit;
using static LogAppendSink.Tests.Spool.SpoolScenario;

namespace LogAppendSink.Tests;

/// <summary>A pipeline that cannot be created must close what it has opened, because the caller has nothing to dispose.</summary>
public sealed class LogPipelineCreationTests : IDisposable
{
    private readonly ObservedFileSystem _files = new();
    private readonly ObservedStore _store = new(new MemoryObjectStore(new MemoryCloud()));
    private readonly SpoolScenario _scenario;

    public LogPipelineCreationTests() => _scenario = new SpoolScenario(options =>
    {
        options.Endpoint = "oss-cn-hangzhou.aliyuncs.com";
        options.ObjectKey = "app.clef";
    })
    { Files = _files };

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public void Store_is_closed_when_the_buffers_cannot_be_opened()
    {
        var fault = new InvariantBrokenException("Broken rule: it is a test.");
        _files.Refusal = call => call.Operation == "TryLock" ? fault : null;

        var thrown = Assert.Throws<InvariantBrokenException>(() => LogPipeline.Create(_scenario.Options, Edges()));

        Assert.Same(fault, thrown);
        Assert.Equal(1, _store.DisposeCount);
    }

    [Fact]
    public void Spool_is_closed_when_the_orphans_cannot_be_opened()
    {
        _files.Refusal = call => call.Operation == "ListDirectories" ? new InvariantBrokenException("Broken rule: it is a test.") : null;

        Assert.Throws<InvariantBrokenException>(() => LogPipeline.Create(_scenario.Options, Edges()));

        Assert.Equal(1, _store.DisposeCount);
        AssertTheSpoolIsFree();
    }

    [Fact]
    public void Store_and_spool_are_closed_when_a_later_step_fails()
    {
        Assert.Throws<FormatException>(() => LogPipeline.Create(_scenario.Options, Edges() with { Random = new NoInstanceName() }));

        Assert.Equal(1, _store.DisposeCount);
        AssertTheSpoolIsFree();
    }

    /// <summary>Fails when the pipeline draws the name of its instance, which it does after it has opened store and spool.</summary>
    private sealed class NoInstanceName : Random
    {
        public override long NextInt64(long maxValue) => throw new FormatException();
    }

    private PipelineEdges Edges() => _scenario.Edges with { OpenStore = _ => _store };

    private void AssertTheSpoolIsFree()
    {
        _files.Refusal = _ => null;
        var spool = _scenario.Open();
        Assert.Empty(spool.Buffer.TakeNotices());
        Assert.True(Write(spool, "one\n"));
    }
}
