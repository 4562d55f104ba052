namespace LogAppendSink.DirectHttp;

/// <summary>The body of a response, up to a limit. It grows with the bytes received, whatever length was announced.</summary>
internal sealed class BodyBuffer(int bytesMax)
{
    private byte[] _bytes = [];
    private int _count;

    /// <summary>Whether the limit is reached.</summary>
    internal bool IsFull => _count >= bytesMax;

    /// <summary>Adds as many bytes as fit.</summary>
    /// <returns>The number of bytes added.</returns>
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
