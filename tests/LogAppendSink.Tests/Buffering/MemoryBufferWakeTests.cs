namespace LogAppendSink.Tests.Buffering;

public sealed class MemoryBufferWakeTests() : BufferWakeTests(new BufferScenario(limitBytes: 100));
