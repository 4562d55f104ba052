using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging.Tests.Support;

/// <summary>Another provider of the same application. Keeps all messages, by category.</summary>
internal sealed class ListProvider : ILoggerProvider
{
    private readonly ConcurrentQueue<(string Category, string Line)> _lines = new();
    private readonly List<(string Text, TaskCompletionSource Heard)> _awaited = [];

    internal IEnumerable<string> LinesOf(string category) => _lines.Where(line => line.Category == category).Select(line => line.Line);

    /// <summary>The messages about unknown settings; there are others, since the store is down.</summary>
    internal IEnumerable<string> UnknownSettings =>
        LinesOf("LogAppendSink").Where(line => line.Contains("Unknown setting", StringComparison.Ordinal));

    /// <summary>Completes when a line with the text was logged.</summary>
    internal Task HeardAsync(string text)
    {
        lock (_awaited)
        {
            var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_lines.Any(line => line.Line.Contains(text, StringComparison.Ordinal)))
                heard.SetResult();
            else
                _awaited.Add((text, heard));
            return heard.Task;
        }
    }

    public ILogger CreateLogger(string categoryName) => new ListLogger(new Lines(this, categoryName));

    public void Dispose()
    {
    }

    private void Add(string category, string line)
    {
        lock (_awaited)
        {
            _lines.Enqueue((category, line));
            foreach (var (_, heard) in _awaited.Where(awaited => line.Contains(awaited.Text, StringComparison.Ordinal)))
                heard.TrySetResult();
        }
    }

    private sealed class Lines(ListProvider owner, string category) : System.Collections.ObjectModel.Collection<string>
    {
        protected override void InsertItem(int index, string item) => owner.Add(category, item);
    }
}
