namespace LogAppendSink.Reading;

/// <summary>
/// Keys in the order in which a writer made them. The byte order of a listing has <c>web-001.clef</c> before <c>web.clef</c>, and
/// <c>web-1000.clef</c> before <c>web-101.clef</c>.
/// </summary>
internal sealed class ObjectKeyOrder : IComparer<string>
{
    internal static ObjectKeyOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var (first, second) = (Parts.Of(x), Parts.Of(y));
        var byStem = x.AsSpan(0, first.StemEnd).SequenceCompareTo(y.AsSpan(0, second.StemEnd));
        if (byStem != 0)
            return byStem;
        var byExtension = x.AsSpan(first.ExtensionAt).SequenceCompareTo(y.AsSpan(second.ExtensionAt));
        return byExtension != 0 ? byExtension : first.Index != second.Index ? first.Index.CompareTo(second.Index) : string.CompareOrdinal(x, y);
    }

    /// <summary>Where the number of a rolled object stands: <c>stem-NNN.extension</c>; index 0 where there is none.</summary>
    private readonly record struct Parts(int StemEnd, int Index, int ExtensionAt)
    {
        // "-001" at least, and as many digits as the writer's largest number has.
        private const int DigitsMin = 3;
        private const int DigitsMax = 9;

        internal static Parts Of(string key)
        {
            var nameAt = key.LastIndexOf('/') + 1;
            var end = key.EndsWith(".gz", StringComparison.Ordinal) ? key.Length - 3 : key.Length;
            var dot = end > nameAt ? key.LastIndexOf('.', end - 1, end - nameAt) : -1;
            var extensionAt = dot > nameAt ? dot : end;
            var digitsAt = extensionAt;
            while (digitsAt > nameAt && char.IsAsciiDigit(key[digitsAt - 1]))
                digitsAt--;

            var digits = extensionAt - digitsAt;
            return digits is >= DigitsMin and <= DigitsMax && digitsAt - 1 > nameAt && key[digitsAt - 1] == '-'
                ? new Parts(digitsAt - 1, int.Parse(key.AsSpan(digitsAt, digits), System.Globalization.CultureInfo.InvariantCulture), extensionAt)
                : new Parts(extensionAt, 0, extensionAt);
        }
    }
}
