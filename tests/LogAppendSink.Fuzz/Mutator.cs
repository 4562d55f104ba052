namespace LogAppendSink.Fuzz;

/// <summary>Changes a valid input, by a seed: the same seed makes the same bytes.</summary>
internal static class Mutator
{
    /// <summary>More is tried by no parser here at once, save what repeats.</summary>
    private const int LengthLimitBytes = 256 * 1024;

    private const int ChangesMax = 8;
    private const int RepeatsMax = 20_000;

    internal static byte[] Input(FuzzTarget target, int seed)
    {
        var random = new Random(seed);
        var bytes = new List<byte>(Pick(target.Corpus, random));
        for (var changes = random.Next(ChangesMax + 1); changes > 0; changes--)
            Change(bytes, target, random);
        return [.. bytes.Take(LengthLimitBytes)];
    }

    private static void Change(List<byte> bytes, FuzzTarget target, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var count = Math.Min(bytes.Count - at, 1 + random.Next(random.Next(4) == 0 ? 256 : 8));
        switch (random.Next(9))
        {
            case 0 when at < bytes.Count: // a flipped bit
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count: // another byte, often one at an edge
                bytes[at] = random.Next(2) == 0 ? (byte)random.Next(256) : Pick<byte>([0, 0x7F, 0x80, 0xFF, (byte)'"', (byte)'\\'], random);
                break;
            case 2:
                bytes.RemoveRange(at, count);
                break;
            case 3: // cut
                bytes.RemoveRange(at, random.Next(3) == 0 ? bytes.Count - at : count);
                break;
            case 4: // a piece of itself again
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, count));
                break;
            case 5: // a piece of another
                var other = Pick(target.Corpus, random);
                var from = random.Next(other.Length + 1);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, 64)).ToArray());
                break;
            case 6 or 7 when target.Words.Count > 0:
                bytes.InsertRange(at, Pick(target.Words, random));
                break;
            case 8 when random.Next(4) == 0: // nesting, and great lengths
                var word = target.Words.Count > 0 ? Pick(target.Words, random) : [(byte)'('];
                bytes.InsertRange(at, Enumerable.Repeat(word, random.Next(RepeatsMax)).SelectMany(piece => piece).Take(LengthLimitBytes));
                break;
        }
    }

    private static T Pick<T>(IReadOnlyList<T> choices, Random random) => choices[random.Next(choices.Count)];
}
