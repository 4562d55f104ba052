namespace LogAppendSink.Interleavings.Substitutes;

/// <summary>What the engine knows as <c>Thread</c> here: a thread whose start Coyote controls.</summary>
internal sealed class EngineThread(ThreadStart start)
{
    private readonly System.Threading.Thread _thread = new(start);

    internal bool IsBackground
    {
        get => _thread.IsBackground;
        init => _thread.IsBackground = value;
    }

    internal string? Name
    {
        get => _thread.Name;
        init => _thread.Name = value;
    }

    internal static bool Yield() => System.Threading.Thread.Yield();

    internal void UnsafeStart() => _thread.Start();
}
