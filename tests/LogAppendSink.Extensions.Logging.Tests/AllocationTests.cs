using System.Diagnostics;
using LogAppendSink.Extensions.Logging.Tests.Support;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests;

public sealed partial class AllocationTests
{
    private const int Calls = 1_000;

    private static readonly object Number = 200;
    private static readonly object[] Arguments = ["GET", Number, 12.5, Guid.Empty, DateTimeOffset.UnixEpoch];

    [Theory]
    [InlineData("a generated method")]
    [InlineData("a call with boxed arguments")]
    [InlineData("a call with a format")]
    [InlineData("a call with an event id")]
    public void Event_allocates_nothing_beyond_the_caller(string what)
    {
        Action<ILogger> log = what switch
        {
            "a generated method" => static log => Placed(log, "Sencha", Number),
            "a call with boxed arguments" => static log => log.LogInformation("{A} {B} {C} {D} {E}", Arguments),
            "a call with a format" => static log => log.LogInformation("{Text:l} in {Path:l}", "a", "b"),
            _ => static log => log.LogInformation(new EventId(5, "five"), "Hello"),
        };

        Assert.Equal(Allocated(new NullTarget(), log), Allocated(new CountingTarget(), log));
    }

    [Fact]
    public void Scopes_and_trace_allocate_nothing()
    {
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        var scope = new KeyValuePair<string, object?>[] { new("RequestId", "0HMV:1"), new("Number", Number) };
        Action<ILogger> log = static log => Placed(log, "Sencha", Number);

        Assert.Equal(Allocated(new NullTarget(), log, scope), Allocated(new CountingTarget(), log, scope));
    }

    /// <summary>Returns what many calls allocate. With the null target there is no provider, so only the callers are counted.</summary>
    private static long Allocated(IRecordTarget target, Action<ILogger> log, object? scope = null)
    {
        using var factory = target is NullTarget
            ? LoggerFactory.Create(builder => builder.AddProvider(new Reading()))
            : FrontEnds.Factory(target);
        var logger = factory.CreateLogger("Acme");
        using var scoped = scope is null ? null : logger.BeginScope(scope);
        var least = long.MaxValue;

        // The minimum of several rounds: a garbage collection caused by other tests may empty caches of the runtime.
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Calls; i++)
                log(logger);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.True(target is not CountingTarget { Bytes: < Calls * 50 }, "Nothing was written, so nothing was measured.");
        return least;
    }

    [LoggerMessage(LogLevel.Information, "Order of {Tea} answered {Status}")]
    private static partial void Placed(ILogger logger, string tea, object status);

    private sealed class NullTarget : IRecordTarget
    {
        public int EventBodyLimitBytes => 1024;

        public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level, DateTimeOffset acceptedAt) => true;

        public void CountRefused()
        {
        }
    }

    /// <summary>A provider that does nothing with an event.</summary>
    private sealed class Reading : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
        }

        public void Dispose()
        {
        }
    }
}
