using LogAppendSink.Tests.Buffering;

namespace LogAppendSink.Tests.Spool;

public sealed class SpoolBufferWakeTests() : BufferWakeTests(new BufferScenario(isOnDisk: true));
