using Microsoft.Win32.SafeHandles;

namespace LogAppendSink.Spool;

/// <summary>A file on a local disk.</summary>
internal sealed class DiskFile(SafeFileHandle handle) : ISpoolFile
{
    public long LengthBytes => RandomAccess.GetLength(handle);

    public int Read(long position, Span<byte> destination)
    {
        var readBytes = 0;
        while (readBytes < destination.Length)
        {
            var count = RandomAccess.Read(handle, destination[readBytes..], position + readBytes);
            if (count == 0)
                break;
            readBytes += count;
        }

        return readBytes;
    }

    public void Write(long position, ReadOnlySpan<byte> source) => RandomAccess.Write(handle, source, position);

    public void Flush() => RandomAccess.FlushToDisk(handle);

    public IMappedFile Map() => new MappedFile(handle, LengthBytes);

    public void Dispose() => handle.Dispose();
}
