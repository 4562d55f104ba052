using System.Text.Json;
using LogAppendSink.Extensions.Logging.Encoding;
using LogAppendSink.Extensions.Logging.Tests.Support;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests;

/// <summary>One logging call does bounded work in bounded memory, whatever is logged. Counted in calls and bytes, not in time.</summary>
public sealed class BoundedWorkTests
{
    private const int LimitBytes = 4096;

    // Above the limit: 1 MiB of discarded work, 4 KiB per fault, and 64 KiB of names, read twice for a marker.
    private const int CallsMax = 40_000;
    private const int AllocatedBytesMax = 16 * 1024 * 1024;

    private static readonly Dictionary<string, Func<CountedWork, object?>> Values = new()
    {
        ["six references to itself"] = work => new CountedWork.SelfReferring(work),
        ["a sequence of itself"] = work => new CountedWork.OwnElements(work, count: 6),
        ["a sequence without an end"] = work => new CountedWork.OwnElements(work, int.MaxValue),
        ["a list without an end"] = work => new CountedWork.EndlessList<object?>(work, i => i),
        ["a list of lists without an end"] = work => new CountedWork.EndlessList<object?>(
            work, _ => new CountedWork.EndlessList<object?>(work, i => i)),
        ["a list without an end that throws"] = work => new CountedWork.EndlessList<object?>(work, _ => new CountedWork.Throwing(work)),
        ["a tuple without an end"] = work => new CountedWork.Endless(work, i => i),
        ["a tuple of itself"] = work => new CountedWork.Endless(work, _ => new CountedWork.SelfReferring(work)),
        ["a dictionary of large ones"] = work => Enumerable.Range(0, 1000).ToDictionary(
            i => i, _ => (object)new CountedWork.SelfReferring(work)),
        ["an array of three dimensions"] = work => ArrayOf(work),
        ["an anonymous object"] =
            work => new { First = new CountedWork.SelfReferring(work), Rest = new CountedWork.OwnElements(work, int.MaxValue) },
        ["a huge text"] = _ => Huge,
        ["a huge text of characters that are escaped"] = _ => new string('\u0001', 5_000_000),
        ["huge texts in a list"] = _ => Enumerable.Repeat(Huge, 1000).ToList(),
    };

    private static readonly string Huge = new('x', 50_000_000);

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var value in Values.Keys)
        {
            foreach (var template in new[] { "{V}", "{@V}", "{V:l}", "{@V:0.0}", "{V,9:l}", "{@V:0} {@V:0} {@V,5:0} {@V:0}" })
                cases.Add(value, template);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Value_of_any_shape_takes_bounded_work_and_memory(string name, string template)
    {
        var work = new CountedWork();
        var value = Values[name](work);
        List<KeyValuePair<string, object?>> state = [new(
            template.Contains('@', StringComparison.Ordinal) ? "@V" : "V", value), new("{OriginalFormat}", template)];

        var fields = Logged(work, log => log.Log(LogLevel.Information, default, state, null, (_, _) => "m"));

        // Either the whole event, within the limit, or a marker.
        Assert.True(fields.TryGetProperty("V", out _) || fields.GetProperty("EventSizeBytes").GetInt64() > LimitBytes);
    }

    [Fact]
    public void Endless_scopes_take_bounded_work_and_memory()
    {
        var work = new CountedWork();
        var scope = new CountedWork.EndlessList<KeyValuePair<string, object?>>(work, i => new(i % 2 == 0 ? "" : "name", i));

        var fields = Logged(work, log =>
        {
            using var list = log.BeginScope(scope);
            using var values = log.BeginScope(scope.Select(item => item));
            log.LogInformation("m");
        });

        Assert.True(fields.GetProperty("EventSizeBytes").GetInt64() > LimitBytes);
    }

    [Fact]
    public void Many_scopes_with_many_names_take_bounded_work_and_memory()
    {
        var work = new CountedWork();
        var fields = Logged(work, log =>
        {
            var scopes = Enumerable.Range(0, 2000).Select(i => log.BeginScope(
                Enumerable.Range(0, 100).Select(j => work.Count(new KeyValuePair<string, object?>($"{i}-{j}", j))))).ToList();
            log.LogInformation("m");
            scopes.Reverse();
            scopes.ForEach(scope => scope?.Dispose());
        });

        Assert.True(fields.GetProperty("EventSizeBytes").GetInt64() > LimitBytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Endless_state_takes_bounded_work_and_memory(bool throws)
    {
        var work = new CountedWork();
        var state = new CountedWork.EndlessList<KeyValuePair<string, object?>>(
            work, i => throws ? throw new InvalidOperationException() : new(i % 2 == 0 ? "" : $"{i % 1000}", i));

        Logged(work, log => log.Log(LogLevel.Information, default, state, null, (_, _) => "m"));
        Logged(work, log => log.Log(LogLevel.Information, default, state.Select(item => item), null, (_, _) => "m"));
    }

    [Fact]
    public void Fifty_thousand_properties_take_no_quadratic_work()
    {
        // Comparing every name with all others would take 10^9 comparisons.
        var state = Enumerable.Range(0, 50_000).Select(i => new KeyValuePair<string, object?>($"p{i}", i)).ToList();
        var target = new CollectingTarget(eventBodyLimitBytes: 4 * 1024 * 1024);
        using var factory = FrontEnds.Factory(target);

        factory.CreateLogger("Acme").Log(LogLevel.Information, default, state, null, (_, _) => "m");

        using var record = JsonDocument.Parse(Assert.Single(target.Records));
        Assert.Equal(49_999, record.RootElement.GetProperty("p49999").GetInt32());
        Assert.Equal(50_000 + 5, record.RootElement.EnumerateObject().Count()); // @t, @mt, @r, State and SourceContext
    }

    [Theory]
    [InlineData("{V,2000000000:0}")]
    [InlineData("{V,-2000000000:0}")]
    public void Huge_alignment_width_is_not_padded(string template)
    {
        var fields = Logged(new CountedWork(), log => log.Log(
            LogLevel.Information, default, new List<KeyValuePair<string, object?>> { new("V", 1), new("{OriginalFormat}", template) }, null, (_, _) => "m"));

        Assert.Equal(template, fields.GetProperty("EventTemplate").GetString());
    }

    [Fact]
    public void Huge_template_takes_bounded_memory()
    {
        var template = string.Concat(Enumerable.Repeat("{V:0}", 1_000_000));

        var fields = Logged(new CountedWork(), log => log.Log(
            LogLevel.Information, default, new List<KeyValuePair<string, object?>> { new("V", 1), new("{OriginalFormat}", template) }, null, (_, _) => "m"));

        Assert.True(fields.GetProperty("EventSizeBytes").GetInt64() > template.Length);
    }

    [Theory]
    [InlineData("clef")]
    [InlineData("text")]
    public void Exception_chain_deeper_than_the_stack_is_shortened(string formatter)
    {
        Exception exception = new FormatException("the innermost");
        for (var i = 0; i < 200_000; i++)
            exception = new InvalidOperationException("outer", exception);

        var record = Record(formatter, log => log.LogError(exception, "Failed"));

        Assert.Contains("Failed", record, StringComparison.Ordinal);
        Assert.Contains("(more inner exceptions are left out)", record, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clef")]
    [InlineData("text")]
    public void Nested_aggregates_are_shortened(string formatter)
    {
        // The text of the outermost exception would have 2^60 lines.
        Exception exception = new FormatException("the innermost");
        for (var i = 0; i < 60; i++)
            exception = new AggregateException(exception, exception);

        var record = Record(formatter, log => log.LogError(exception, "Failed"));

        Assert.Contains("Failed", record, StringComparison.Ordinal);
        Assert.Contains("System.AggregateException", record, StringComparison.Ordinal);
        Assert.InRange(record.Length, 1, 64 * 1024);
    }

    private static JsonElement Logged(CountedWork work, Action<ILogger> log)
    {
        var target = new CollectingTarget(LimitBytes);
        using var factory = FrontEnds.Factory(target);
        var before = (work.Calls, Allocated: GC.GetAllocatedBytesForCurrentThread());

        log(factory.CreateLogger("Acme"));

        Assert.InRange(work.Calls - before.Calls, 0, CallsMax);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before.Allocated, 0, AllocatedBytesMax);
        var record = Assert.Single(target.Records);
        Assert.InRange(record.Length, 1, LimitBytes);
        return JsonDocument.Parse(record).RootElement;
    }

    private static string Record(string formatter, Action<ILogger> log)
    {
        var target = new CollectingTarget();
        using var factory = FrontEnds.Factory(target, formatter == "text" ? new TextEntryEncoder() : null);
        log(factory.CreateLogger("Acme"));
        return Assert.Single(target.Records);
    }

    private static object[,,] ArrayOf(CountedWork work)
    {
        var array = new object[10, 10, 10];
        for (var i = 0; i < array.Length; i++)
            array[i / 100, i / 10 % 10, i % 10] = new CountedWork.SelfReferring(work);
        return array;
    }
}
