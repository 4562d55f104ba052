namespace LogAppendSink.Emulator.Storage;

/// <summary>The lock of a key, held while a request is evaluated and applied. Disposing it releases the lock.</summary>
internal readonly struct KeyLock(SemaphoreSlim gate) : IDisposable
{
    public void Dispose() => gate.Release();
}
