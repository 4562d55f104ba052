namespace LogAppendSink.DirectHttp;

/// <summary>The body of a response, up to a limit; it grows as bytes come, whatever length was said.</summary>
internal sealed class BodyBuffer(int bytesMax)
{
    private byte[] _bytes = [];
    private int _count;

    /// <summary>Whether it holds as much as the limit allows.</summary>
    internal bool IsFull => _count >= bytesMax;

    /// <summary>Takes what fits.</summary>
    /// <returns>How many bytes were taken.</returns>
    internal int Add(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(bytes.Length, bytesMax - _count);
        if (_count + taken > _bytes.Length)
            Array.Resize(ref _bytes, Math.Min(bytesMax, Math.Max(_count + taken, Math.Max(512, _bytes.Length * 2))));
        bytes[..taken].CopyTo(_bytes.AsSpan(_count));
        _count += taken;
        return taken;
    }

    internal byte[] ToArray()
    {
        if (_count != _bytes.Length)
            Array.Resize(ref _bytes, _count);
        return _bytes;
    }
}
