namespace LogAppendSink.Reading;

/// <summary>
/// Orders keys as they were written. In byte order, <c>web-001.clef</c> would precede <c>web.clef</c>, and <c>web-1000.clef</c> would
/// precede <c>web-101.clef</c>.
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
        if (byExtension != 0)
            return byExtension;

        return first.Index != second.Index ? first.Index.CompareTo(second.Index) : string.CompareOrdinal(x, y);
    }

    /// <summary>The parts of a rolled key, <c>stem-NNN.extension</c>; index 0 if it has no number.</summary>
    private readonly record struct Parts(int StemEnd, int Index, int ExtensionAt)
    {
        // The writer uses at least three digits: "-001".
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
                ? new Parts(
                    digitsAt - 1, int.Parse(key.AsSpan(digitsAt, digits), System.Globalization.CultureInfo.InvariantCulture), extensionAt)
                : new Parts(extensionAt, 0, extensionAt);
        }
    }
}
