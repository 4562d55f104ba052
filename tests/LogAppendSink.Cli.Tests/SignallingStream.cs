using LogAppendSink.TestSupport;

namespace LogAppendSink.Cli.Tests;

/// <summary>Output that a test can wait for.</summary>
internal sealed class SignallingStream : MemoryStream
{
    private readonly object _gate = new();
    private readonly List<(long LengthBytes, TaskCompletionSource Reached)> _waits = [];

    /// <summary>Completes when the given number of bytes is written.</summary>
    internal Task WhenWrittenAsync(long lengthBytes)
    {
        lock (_gate)
        {
            if (Length >= lengthBytes)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((lengthBytes, reached));
            return reached.Task.WithDeadline($"{lengthBytes} bytes of output");
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);

    public override void Write(byte[] buffer, int offset, int count)
    {
        lock (_gate)
        {
            base.Write(buffer, offset, count);
            foreach (var wait in _waits.Where(wait => Length >= wait.LengthBytes).ToList())
            {
                wait.Reached.TrySetResult();
                _waits.Remove(wait);
            }
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return default;
    }
}
