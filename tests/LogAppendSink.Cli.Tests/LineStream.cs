using System.Text;

namespace LogAppendSink.Cli.Tests;

/// <summary>An output stream on which a test can wait for text.</summary>
internal sealed class LineStream : MemoryStream
{
    private readonly object _gate = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _waits = [];

    internal string Text
    {
        get
        {
            lock (_gate)
                return Encoding.UTF8.GetString(ToArray());
        }
    }

    internal IReadOnlyList<string> Lines => Text.Split('\n');

    /// <summary>Completes when the text is written.</summary>
    internal Task LineAsync(string text)
    {
        lock (_gate)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Text.Contains(text, StringComparison.Ordinal))
                seen.SetResult();
            else
                _waits.Add((text, seen));
            return seen.Task;
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);

    public override void Write(byte[] buffer, int offset, int count)
    {
        lock (_gate)
        {
            base.Write(buffer, offset, count);
            foreach (var wait in _waits.Where(wait => Text.Contains(wait.Text, StringComparison.Ordinal)).ToList())
            {
                wait.Seen.SetResult();
                _waits.Remove(wait);
            }
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }
}
