using System.Collections.Concurrent;
using LogAppendSink.TestSupport;
using Serilog.Core;
using Serilog.Events;

namespace Serilog.Sinks.OssAppend.Tests.Support;

/// <summary>A failure listener that keeps all failures. Thread-safe.</summary>
internal sealed class FailureLog(Action? onFailure = null) : ILoggingFailureListener
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<Failure> _failures = new();

    internal IReadOnlyList<Failure> All => [.. _failures];

    internal Task FirstAsync => _first.Task.WithDeadline("a failure to be reported");

    /// <summary>The messages of all reported events.</summary>
    internal IEnumerable<string> Events =>
        _failures.SelectMany(failure => failure.Events ?? []).Select(logEvent => logEvent.RenderMessage(null));

    public void OnLoggingFailed(
        object sender, LoggingFailureKind kind, string message, IReadOnlyCollection<LogEvent>? events, Exception? exception)
    {
        _failures.Enqueue(new Failure(sender, kind, message, events, exception));
        _first.TrySetResult();
        onFailure?.Invoke();
    }

    internal sealed record Failure(
        object Sender, LoggingFailureKind Kind, string Message, IReadOnlyCollection<LogEvent>? Events, Exception? Exception);
}
