using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace LogAppendSink.Spool;

/// <summary>A whole file mapped into memory. It needs a pointer, because a span over unmanaged memory cannot be made otherwise.</summary>
internal sealed unsafe class MappedFile : IMappedFile
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _accessor;
    private readonly int _lengthBytes;
    private byte* _start;

    internal MappedFile(SafeFileHandle handle, long lengthBytes)
    {
        _lengthBytes = checked((int)lengthBytes);
        const MemoryMappedFileAccess access = MemoryMappedFileAccess.ReadWrite;
        _file = MemoryMappedFile.CreateFromFile(handle, mapName: null, lengthBytes, access, HandleInheritability.None, leaveOpen: true);
        try
        {
            _accessor = _file.CreateViewAccessor(0, lengthBytes, access);
            _accessor.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public Span<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_start is null, this);
            return new Span<byte>(_start, _lengthBytes);
        }
    }

    // On Unix, flushing the file covers its mappings.
    public void Flush()
    {
        if (OperatingSystem.IsWindows())
            _accessor.Flush();
    }

    public void Dispose()
    {
        if (_start is null)
            return;
        _start = null;
        try
        {
            Flush();
        }
        finally
        {
            // The handle first: disposing the accessor with an open view would flush it to disk on every system.
            _accessor.SafeMemoryMappedViewHandle.ReleasePointer();
            _accessor.SafeMemoryMappedViewHandle.Dispose();
            _accessor.Dispose();
            _file.Dispose();
        }
    }
}
