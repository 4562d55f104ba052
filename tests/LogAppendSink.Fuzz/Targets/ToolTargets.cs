using System.Text;
using LogAppendSink.Cli.Filtering;
using LogAppendSink.Reading;
using static LogAppendSink.Fuzz.FuzzTargets;

namespace LogAppendSink.Fuzz.Targets;

/// <summary>What people type.</summary>
internal static class ToolTargets
{
    private static readonly ReadOnlyMemory<byte> Record = """{"@t":"2026-03-01T07:00:00Z","@mt":"{A}","@l":"Warning","A":7,"B":{"C":"text"},"D":null}"""u8.ToArray();

    internal static IReadOnlyList<FuzzTarget> All =>
    [
        new("filter", Texts("A > 6.5 and B.C like 'te%t' or not (D is null)", "@l >= 'Warning' and @t < '2026-03-02' and A in (1, 7, 'x')", "RequestPath not like \"/api_%\""), Texts("(", ")", "not ", " and ", " or ", "A", "'", "\"", "''", "%", "_", " like '%a%a%a%a%'", ",", ".", "1e999", "=="), ReadFilter),
    ];

    private static void ReadFilter(byte[] bytes)
    {
        if (!LogEvent.TryParse(Record, out var logEvent))
            throw new InvalidOperationException("The record is one.");
        try
        {
            _ = FilterParser.Parse(Encoding.UTF8.GetString(bytes)).IsTrueFor(logEvent);
        }
        catch (FilterSyntaxException)
        {
            // As documented.
        }
    }
}
