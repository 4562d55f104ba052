namespace LogAppendSink.Emulator.Storage;

/// <summary>Held while one request is judged and applied; disposing it lets the next one in.</summary>
internal readonly struct KeyLock(SemaphoreSlim gate) : IDisposable
{
    public void Dispose() => gate.Release();
}
