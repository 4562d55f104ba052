using LogAppendSink.Tests.Buffering;

namespace LogAppendSink.Tests.Spool;

public sealed class SpoolBufferOrderTests() : BufferOrderTests(new BufferScenario(isOnDisk: true));
