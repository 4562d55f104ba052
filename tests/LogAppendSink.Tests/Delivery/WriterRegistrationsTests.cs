using LogAppendSink.Appending;
using LogAppendSink.Delivery;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Delivery;

public sealed class WriterRegistrationsTests
{
    private readonly PipelineEdges _edges = new(new ManualTimeProvider(), new Random(1), _ => new MemoryObjectStore(new MemoryCloud()));

    [Fact]
    public void Writer_is_closed_when_it_registers_after_the_end()
    {
        var registrations = new WriterRegistrations("acme-logs", _edges);
        registrations.CloseAll();

        var late = registrations.Register("spool-002", unsettled: null);

        Assert.Throws<ObjectDisposedException>(() => late.TryEnter("app.clef", knownAsOf: 0));
    }

    [Fact]
    public void Turn_of_a_closed_writer_is_free_for_other_writers()
    {
        var registrations = new WriterRegistrations("acme-logs", _edges);
        var (first, second) = (registrations.Register(path: null, unsettled: null), registrations.Register(path: null, unsettled: null));
        first.TryEnter("app.clef", knownAsOf: 0);
        Assert.IsType<Turn.Busy>(second.TryEnter("app.clef", knownAsOf: 0));

        registrations.Close(first);

        Assert.IsType<Turn.Entered>(second.TryEnter("app.clef", knownAsOf: 0));
    }

    [Fact]
    public void All_writers_are_closed_at_the_end()
    {
        var registrations = new WriterRegistrations("acme-logs", _edges);
        var writer = registrations.Register(path: null, unsettled: null);

        registrations.CloseAll();

        Assert.Throws<ObjectDisposedException>(() => writer.TryEnter("app.clef", knownAsOf: 0));
    }
}
