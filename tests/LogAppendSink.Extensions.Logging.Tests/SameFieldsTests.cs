using System.Diagnostics;
using System.Text.Json;
using LogAppendSink.Extensions.Logging.Tests.Support;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests;

/// <summary>One reader reads both front ends: the same event is the same record, byte for byte except for its time.</summary>
public sealed partial class SameFieldsTests
{
    private static readonly string[] Words = ["a", "b\n"];

    private static readonly Dictionary<string, Action<ILogger>> Events = new()
    {
        ["no properties"] = log => log.LogInformation("Started"),
        ["scalars"] = log => log.LogInformation("{Int} {Text} {Flag} {Null}", 1, "a \"b\"", true, null),
        ["no template"] = log => log.LogInformation(message: null),
        ["an empty template"] = log => log.LogInformation(""),
        ["special numbers"] = log => log.LogInformation(
            "{A} {B} {C} {D} {E} {F}", double.NaN, float.NegativeInfinity, decimal.MaxValue, ulong.MaxValue, -0.0, (Half)1.5),
        ["small numbers"] = log => log.LogInformation("{A} {B} {C} {D} {E}", (byte)1, (sbyte)-1, (short)2, 'c', (nint)5),
        ["dates"] = log => log.LogInformation(
            "{A} {B} {C}", new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc), DateTimeOffset.MaxValue, TimeSpan.FromSeconds(1.5)),
        ["dates of day and time alone"] = log => log.LogInformation("{A} {B}", DateOnly.MaxValue, TimeOnly.MaxValue),
        ["enums"] = log => log.LogInformation("{A} {B}", DayOfWeek.Friday, (DayOfWeek)9),
        ["guids and addresses"] = log => log.LogInformation("{A} {B}", Guid.Empty, new Uri("https://example.com/?a=\"b\"")),
        ["bytes"] = log => log.LogInformation(
            "{A} {B} {C} {D}",
            new byte[] { 1, 0xAB },
            new byte[2000],
            new byte[] { 2 }.AsMemory(),
            new ReadOnlyMemory<byte>(new byte[1025])),
        ["sequences"] = log => log.LogInformation(
            "{Words} {Numbers} {Set} {Lazy}", Words, new List<int> { 1, 2 }, new HashSet<int> { 3 }, Enumerable.Range(4, 2)),
        ["a sequence for all arguments"] = log => log.LogInformation("{A} {B}", "a", "b"),
        ["dictionaries"] = log => log.LogInformation(
            "{Map} {ByName} {ByDay}",
            new Dictionary<int,
            object?>
            { [1] = "one", [2] = null },
            new Dictionary<string,
            int>
            { ["@a"] = 1, ["b \""] = 2 },
            new SortedDictionary<string,
            int>
            { ["x"] = 1 }),
        ["tuples"] = log => log.LogInformation("{Pair} {Old}", (1, "a"), Tuple.Create(1, (2, 3))),
        ["destructured"] = log => log.LogInformation("{@Order}", new Order(7, [new Line("pen", 1.5m)])),
        ["destructured without a type"] = log => log.LogInformation("{@Point} {Text}", new { X = 1, Y = (int?)null }, new { X = 1 }),
        ["destructured structs and inheritance"] = log => log.LogInformation(
            "{@A} {@B}", new KeyValuePair<string, int>("k", 1), new Parcel(1, [], "here")),
        ["destructured types and delegates"] = log => log.LogInformation(
            "{@A} {@B} {C}", typeof(int), (Func<int>)(() => 1), typeof(string)),
        ["destructured exceptions"] = log => log.LogInformation("{@A}", new InvalidOperationException("m")),
        ["getters that throw and indexers"] = log => log.LogInformation("{@A} {After}", new Awkward(), 1),
        ["stringified"] = log => log.LogInformation("{$Words} {$Null}", Words, null),
        ["nested too deeply"] = log => log.LogInformation("{Deep} {@DeepToo}", Nested(15), NestedObjects(15)),
        ["a circle"] = log => log.LogInformation("{@Circle}", new Circle()),
        ["renderings with a format"] = log => log.LogInformation(
            "{Elapsed:0.000} ms, {Id:X8}, {Name,10}, {Name:l}, {Right,8:0.0}|{Left,-8:0.0}|", 12.34567, 255, "me", "you", 1.25, 2.5),
        ["renderings of what is no number"] = log => log.LogInformation(
            "{A:l} {B:x} {@C:0.0} {D:l} {E:0} {F:0} {G:x} {H:l} {@I:0} {J:d}",
            Words,
            new[] { 10, 11 },
            new { A = 1.23, B = "x" },
            new Dictionary<string,
            int>
            { ["k"] = 1 },
            null,
            (1, "t"),
            new byte[] { 0xAB },
            true,
            typeof(int),
            DayOfWeek.Friday),
        ["odd holes"] = log => log.Log(
            LogLevel.Information,
            default,
            State(
                "{{braces:0}} {a-b} {a.b:0} { c:0 } {d,5} {e,-5:00} {f:} {g,0:0} {h,5-:0} {i:0#} {j,:0} {k:0,0} {l:0:0} {open:0",
                "a-b",
                "a.b",
                "c",
                "d",
                "e",
                "f",
                "g",
                "h",
                "i",
                "j",
                "k",
                "l",
                "open"),
            null,
            (_, _) => "m"),
        ["a name twice"] = log => log.LogInformation("{A} {A:0}", 1, 2),
        ["positional"] = log => log.LogInformation("{1} before {0}", "a", "b"),
        ["arguments without a template of theirs"] = log => log.LogInformation("{A} {B}"),
        ["reserved names"] = log => log.Log(
            LogLevel.Information,
            default,
            new List<KeyValuePair<string,
            object?>> { new("@t", 1), new("@@x", 2), new("$l", 3), new("a@", 4), new("{OriginalFormat}", "m") },
            null,
            (_, _) => "m"),
        ["invalid names"] = log => log.Log(
            LogLevel.Information,
            default,
            new List<KeyValuePair<string,
            object?>> { new("", 1), new(" ", 2), new("@", 3), new("$", 4) },
            null,
            (_, _) => "m"),
        ["names that the provider uses"] = log => log.LogInformation(new EventId(3), "{EventId} {SourceContext} {Scope}", 1, 2, 3),
        ["an event id"] = log => log.LogInformation(new EventId(7, "OrderPlaced"), "Hello"),
        ["an event id without a number"] = log => log.LogInformation(new EventId(0, "OrderPlaced"), "Hello"),
        ["an event id without a name"] = log => log.LogInformation(new EventId(-1), "Hello"),
        ["an exception with an inner one"] = log => log.LogError(Thrown(), "Failed {Times} times", 3),
        ["unicode and control characters"] = log => log.LogInformation("日本 😀 {Text}", "é \u0001 \u007F \u2028 \uD800"),
        ["a huge string"] = log => log.LogInformation("{Huge}", new string('é', 100_000)),
        ["trace"] = log => log.LogTrace("Level"),
        ["debug"] = log => log.LogDebug("Level"),
        ["warning"] = log => log.LogWarning("Level"),
        ["critical"] = log => log.LogCritical("Level"),
        ["no level"] = log => log.Log(LogLevel.None, "Level"),
        ["a state of text"] = log => log.Log(LogLevel.Warning, default, "text", null, (state, _) => state + "!"),
        ["a state of nothing"] = log => log.Log<object?>(LogLevel.Warning, default, null, null, (_, _) => "message"),
        ["a state of a number"] = log => log.Log(LogLevel.Warning, default, 5, null, (state, _) => $"{state}!"),
        ["a state of names without a template"] = log => log.Log(
            LogLevel.Warning, default, new Dictionary<string, object?> { ["a"] = 1 }, null, (_, _) => "message"),
        ["a state of names with a type of its own"] = log => log.Log(
            LogLevel.Warning, default, new OwnState { new("a", 1) }, null, (_, _) => "message"),
        ["a generated method"] = log => Placed(log, 7, "Sencha", 12.5),
        ["a generated method with many parameters"] = log => Shipped(log, 1, 2, 3, 4, 5, 6, 7),
        ["scopes"] = log =>
        {
            using var outer = log.BeginScope("outer {X} {Y}", 1, "o");
            using var names = log.BeginScope(
                new Dictionary<string, object?> { ["X"] = 2, ["K"] = "inner", ["@D"] = new { A = 1 }, ["$S"] = Words });
            using var text = log.BeginScope("just text");
            using var number = log.BeginScope(42);
            log.LogInformation("in {Y}", "the event's own");
        },
        ["a scope that is over"] = log =>
        {
            log.BeginScope("over {A}", 1)?.Dispose();
            log.LogInformation("after");
        },
        ["in a trace"] = log =>
        {
            using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
            activity.TraceStateString = "a=b";
            log.LogInformation("Traced");
        },
        ["in a trace of the older kind"] = log =>
        {
            using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.Hierarchical).Start();
            log.LogInformation("Traced");
        },
    };

    public static TheoryData<string> Names => [.. Events.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Event_is_the_same_record_through_both_front_ends(string name)
    {
        var ours = FrontEnds.Ours(Events[name]);
        var serilogs = FrontEnds.Serilogs(Events[name]);

        Assert.Equal(serilogs.Select(Anonymous), ours.Select(Anonymous));
        Assert.All(ours, record => JsonDocument.Parse(record).Dispose());
    }

    [Fact]
    public void Table_has_thirty_events() => Assert.True(Events.Count >= 30);

    /// <summary>Two traces have different ids.</summary>
    private static string Anonymous(string record) =>
        Ids().Replace(record, match => match.Groups[1].Value + new string('0', match.Groups[2].Length));

    [System.Text.RegularExpressions.GeneratedRegex("(\"@(?:tr|sp)\":\")([0-9a-f]+)")]
    private static partial System.Text.RegularExpressions.Regex Ids();

    [LoggerMessage(EventId = 12, Level = LogLevel.Warning, Message = "Order {Number} of {Tea} for {Price:0.00}")]
    private static partial void Placed(ILogger logger, int number, string tea, double price);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{A} {B} {C} {D} {E} {F} {@G}")]
    private static partial void Shipped(ILogger logger, int a, int b, int c, int d, int e, int f, object g);

    /// <summary>A state with a template that the framework would refuse, and a number for each name.</summary>
    private static List<KeyValuePair<string, object?>> State(string template, params string[] names) =>
        [.. names.Select((name, i) => new KeyValuePair<string, object?>(name, i)), new("{OriginalFormat}", template)];

    private static object Nested(int depth) => depth == 0 ? (object)"core" : new[] { Nested(depth - 1) };

    private static object? NestedObjects(int depth) =>
        depth == 0 ? null : new { Inner = NestedObjects(depth - 1), Map = new Dictionary<int, int> { [1] = 2 } };

    private static InvalidOperationException Thrown()
    {
        try
        {
            try
            {
                throw new FormatException("inner \"text\"");
            }
            catch (FormatException inner)
            {
                throw new InvalidOperationException("outer\nline", inner);
            }
        }
        catch (InvalidOperationException error)
        {
            return error;
        }
    }

    private record Order(int Id, IReadOnlyList<Line> Lines);

    private sealed record Parcel(int Id, IReadOnlyList<Line> Lines, string Place) : Order(Id, Lines);

    private sealed record Line(string Article, decimal Price);

    private sealed class OwnState : List<KeyValuePair<string, object?>>;

    private sealed class Circle
    {
        public Circle Self => this;
    }

    private sealed class Awkward
    {
        public static int Shared => 1;

        public int Works => 1;

        public int Throws => throw new FormatException("no");

        public int WriteOnly
        {
            set => _ = value;
        }

        private int Hidden => 1;

        public int this[int index] => index;

        public int this[string name] => name.Length + Hidden;
    }
}
