using System.Buffers;
using System.Text;
using LogAppendSink.Stores;

namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>The batches: each is a letter of its own, once or twice, so that an object's content shows which it holds.</summary>
internal static class Batch
{
    internal const int CountMax = 8;

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Two writers have batches of different lengths in each round.</summary>
    internal static string TextOf(int writer, int number) => new((char)((writer == 0 ? 'a' : 'A') + number), 1 + ((writer + number + 1) % 2));

    internal static AppendBody BodyOf(int writer, int number) =>
        AppendBody.Of(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(TextOf(writer, number)))) with { Records = new RecordRange(number, number + 1) };

    internal static DateTimeOffset AcceptedAt(Bounds bounds, int number) => number >= bounds.SecondPeriodFrom ? Noon.AddDays(1) : Noon;

    /// <summary>The batch that a letter belongs to; null for another party's bytes.</summary>
    internal static (int Writer, int Number)? Of(char letter) => letter switch
    {
        >= 'a' and < (char)('a' + CountMax) => (0, letter - 'a'),
        >= 'A' and < (char)('A' + CountMax) => (1, letter - 'A'),
        _ => null,
    };

    internal static int BitOf(int writer, int number) => 1 << ((writer * CountMax) + number);
}
