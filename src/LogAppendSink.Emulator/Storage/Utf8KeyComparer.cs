namespace LogAppendSink.Emulator.Storage;

/// <summary>
/// Orders keys as OSS lists them: by the bytes of their UTF-8 form. Ordinal order of strings differs from it where a key
/// holds characters beyond the basic plane, because surrogates sort below U+E000.
/// </summary>
internal sealed class Utf8KeyComparer : IComparer<string>
{
    public static Utf8KeyComparer Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        var common = left.CommonPrefixLength(right);

        if (common == left.Length || common == right.Length)
            return left.Length - right.Length;

        var a = left[common];
        var b = right[common];

        // If both or neither are surrogates, UTF-16 and UTF-8 order agree. A single surrogate encodes a code point above all others.
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a - b : char.IsSurrogate(a) ? 1 : -1;
    }
}
