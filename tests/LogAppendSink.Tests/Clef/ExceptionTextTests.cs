using System.Diagnostics;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Json;
using LogAppendSink.Clef;
using Xunit;

namespace LogAppendSink.Tests.Clef;

public class ExceptionTextTests
{
    public static TheoryData<string, Func<string, Exception>> Ways() => new()
    {
        { "never thrown", message => new InvalidOperationException(message) },
        { "thrown", message => Caught(() => Throw(message)) },
        { "without a message", _ => Caught(() => throw new InvalidOperationException("")) },
        { "thrown on", message => Caught(() => ThrowOn(message)) },
        { "thrown again elsewhere", message => Caught(() => ExceptionDispatchInfo.Capture(Caught(() => Throw(message))).Throw()) },
        { "awaited", message => Caught(() => AwaitAsync(message).GetAwaiter().GetResult()) },
        { "not awaited", message => Caught(() => ThrowAsync(message).GetAwaiter().GetResult()) },
        { "caught where it was thrown", message => CatchAsync(message).GetAwaiter().GetResult() },
        { "with inner ones", message => Caught(() => throw new InvalidOperationException("outer\r\n\t\"text\"", Caught(() => throw new FormatException(message, Caught(() => Throw(message)))))) },
        { "aggregated", message => Caught(
            () => throw new AggregateException(message, Caught(() => Throw(message)), new FormatException(message))) },
        { "with a text of its own", message => Caught(() => throw new FileNotFoundException(message, "file.txt")) },
        { "around one with a text of its own", message => Caught(
            () => throw new InvalidOperationException("outer", Caught(() => throw new FileNotFoundException(message, "file.txt")))) },
        { "with a trace of its own", message => Caught(() => throw new TracedException(message)) },
        { "with a trace from elsewhere", message => Caught(
            () => throw ExceptionDispatchInfo.SetRemoteStackTrace(new InvalidOperationException(message), "   at Elsewhere.Run()")) },
        { "with a trace set by hand", message => ExceptionDispatchInfo.SetCurrentStackTrace(new InvalidOperationException(message)) },
        { "from a generic method", message => Caught(() => ThrowGeneric<List<string>>(message)) },
        { "from an iterator", message => Caught(() => Assert.Empty(ThrowLazily(message))) },
        { "from emitted code", message => Caught(Emitted(message)) },
        { "nested deeply", message => Enumerable.Range(0, 50).Aggregate(
            Caught(() => Throw(message)), (inner, depth) => Caught(() => throw new InvalidOperationException($"{depth}", inner))) },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Text_equals_ToString_with_and_without_the_cache(string way, Func<string, Exception> make)
    {
        foreach (var message in new[] { "plain", "unicode: 日志 \ud83d\ude00", "half a pair at the end \ud83d", way })
        {
            var exception = make(message);

            Assert.Equal(WellFormed(exception.ToString()), Written(exception));
        }
    }

    [Fact]
    public void Cached_trace_is_used_for_another_message_from_the_same_locations()
    {
        // Repeated, because slots are few and other tests use them too.
        for (var number = 0; number < 1_000; number++)
        {
            var exception = number % 2 == 0 ? Caught(() => Throw($"{number}")) : Caught(() => ThrowOn($"{number}"));

            Assert.Equal(exception.ToString(), Written(exception));
        }
    }

    [Fact]
    public void Concurrent_rethrow_does_not_cache_a_wrong_trace()
    {
        // Like the exception of a faulted task that many threads await.
        var shared = ExceptionDispatchInfo.Capture(Caught(() => Throw("shared")));
        var here = new StackTrace(CaughtAgain(shared, path: 5), fNeedFileInfo: true);
        var elsewhere = CaughtAgain(shared, path: 6);
        using var record = RecordBuffer.Rent();

        StackTraceTexts.AppendAndKeep(record, here);

        foreach (var path in new[] { 5, 6 })
        {
            var fresh = CaughtAgain(ExceptionDispatchInfo.Capture(Caught(() => Throw("shared"))), path);
            Assert.Equal(fresh.ToString(), Written(fresh));
        }

        Assert.Equal(elsewhere.ToString(), Written(elsewhere));
    }

    [Fact]
    public void Cached_trace_allocates_far_less_than_the_runtime()
    {
        var exception = Caught(() => ThrowOn("again"));
        _ = Written(exception);
        using var record = RecordBuffer.Rent();
        _ = AllocatedBytes(() => Write(exception, record));

        var ours = Enumerable.Range(0, 5).Min(_ => AllocatedBytes(() => Write(exception, record)));
        var theirs = Enumerable.Range(0, 5).Min(_ => AllocatedBytes(() => Assert.NotEmpty(exception.ToString())));

        Assert.InRange(ours, 0, theirs / 2);
    }

    [Fact]
    public void Placeholder_is_written_and_the_error_recorded_when_a_message_throws()
    {
        using var record = RecordBuffer.Rent();

        Write(new UnspeakableException(), record);

        Assert.Equal(
            $"({typeof(UnspeakableException)}: its ToString threw {typeof(NotSupportedException)})",
            JsonDocument.Parse(record.Written.ToArray()).RootElement.GetProperty("@x").GetString());
        Assert.IsType<NotSupportedException>(record.Clef.Fault);
    }

    [Fact]
    public void Inner_message_that_throws_leaves_no_partial_text()
    {
        using var record = RecordBuffer.Rent();

        Write(new InvalidOperationException("outer", new UnspeakableException()), record);

        Assert.Equal(
            $"({typeof(InvalidOperationException)}: its ToString threw {typeof(NotSupportedException)})",
            JsonDocument.Parse(record.Written.ToArray()).RootElement.GetProperty("@x").GetString());
    }

    private static string Written(Exception exception)
    {
        using var record = RecordBuffer.Rent();
        Write(exception, record);
        return JsonDocument.Parse(record.Written.ToArray()).RootElement.GetProperty("@x").GetString()!; // Written above.
    }

    private static void Write(Exception exception, RecordBuffer record)
    {
        record.Clef.Begin(DateTimeOffset.UnixEpoch);
        record.Clef.WriteException(exception);
        record.Clef.End();
    }

    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static long AllocatedBytes(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Exception CaughtAgain(ExceptionDispatchInfo failure, int path)
    {
        try
        {
            ThrowAgain(failure, path);
        }
        catch (Exception exception)
        {
            return exception;
        }

        throw new InvalidOperationException("Nothing was thrown.");
    }

    /// <summary>Each bit of the path is a call, to one method or to the other.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowAgain(ExceptionDispatchInfo failure, int path)
    {
        if (path == 1)
            failure.Throw();
        if (path % 2 == 0)
            ThrowAgain(failure, path / 2);
        else
            ThrowOver(failure, path / 2);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowOver(ExceptionDispatchInfo failure, int path) => ThrowAgain(failure, path);

    private static Exception Caught(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            return exception;
        }

        throw new InvalidOperationException("Nothing was thrown.");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw(string message) => throw new InvalidOperationException(message);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowOn(string message)
    {
        try
        {
            Throw(message);
        }
        catch (InvalidOperationException)
        {
            throw;
        }
    }

    private static void ThrowGeneric<T>(string message)
        where T : new() => throw new InvalidOperationException($"{new T()} {message}");

    private static IEnumerable<int> ThrowLazily(string message)
    {
        yield return 1;
        Throw(message);
    }

    private static async Task ThrowAsync(string message)
    {
        await Task.CompletedTask;
        Throw(message);
    }

    private static async Task AwaitAsync(string message)
    {
        await Task.Yield();
        await ThrowAsync(message);
    }

    private static async Task<Exception> CatchAsync(string message)
    {
        try
        {
            await ThrowAsync(message);
        }
        catch (InvalidOperationException exception)
        {
            return exception;
        }

        throw new InvalidOperationException("Nothing was thrown.");
    }

    private static Action Emitted(string message)
    {
        var method = new DynamicMethod("Emitted", typeof(void), []);
        var code = method.GetILGenerator();
        code.Emit(OpCodes.Ldstr, message);
        code.Emit(OpCodes.Newobj, typeof(InvalidOperationException).GetConstructor([typeof(string)])!); // The type has this constructor.
        code.Emit(OpCodes.Throw);
        return method.CreateDelegate<Action>();
    }

    private sealed class TracedException(string message) : Exception(message)
    {
        public override string StackTrace => $"   at a place of {Message}";
    }

    private sealed class UnspeakableException : Exception
    {
        public override string Message => throw new NotSupportedException();
    }
}
