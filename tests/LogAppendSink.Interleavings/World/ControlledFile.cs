using LogAppendSink.Spool;

namespace LogAppendSink.Interleavings.World;

/// <summary>A file of a <see cref="ControlledDisk"/>, and its mapping: both are the same bytes.</summary>
internal sealed class ControlledFile(ControlledDisk disk, byte[] bytes) : ISpoolFile, IMappedFile
{
    private bool _isDisposed;

    public long LengthBytes => bytes.Length;

    public Span<byte> Bytes
    {
        get
        {
            Scenario.Check(!_isDisposed, "A mapping that is gone is not touched.");
            return bytes;
        }
    }

    public int Read(long position, Span<byte> destination)
    {
        var count = (int)Math.Clamp(bytes.Length - position, 0, destination.Length);
        bytes.AsSpan((int)Math.Min(position, bytes.Length), count).CopyTo(destination);
        return count;
    }

    public void Write(long position, ReadOnlySpan<byte> source)
    {
        var copy = source.ToArray();
        disk.Do(() => copy.CopyTo(bytes.AsSpan((int)position)));
    }

    public void Flush() => disk.Do(() => { });

    public IMappedFile Map()
    {
        disk.Do(() => { });
        return new ControlledFile(disk, bytes);
    }

    public void Dispose() => _isDisposed = true;
}
