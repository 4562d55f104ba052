using System.Collections.Concurrent;
using Serilog.Debugging;

namespace Serilog.Sinks.OssAppend.Tests.Support;

/// <summary>Captures SelfLog. SelfLog is shared by the process, so its users share a test collection.</summary>
internal sealed class SelfLogLines : IDisposable
{
    internal const string Collection = "SelfLog";

    private readonly ConcurrentQueue<string> _lines = new();

    internal SelfLogLines() => SelfLog.Enable(_lines.Enqueue);

    internal string All => string.Join('\n', _lines);

    public void Dispose() => SelfLog.Disable();
}
