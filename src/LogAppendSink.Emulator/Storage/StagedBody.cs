using System.Buffers;
using System.Security.Cryptography;

namespace LogAppendSink.Emulator.Storage;

/// <summary>
/// A request body. It is received in full before the request is evaluated: an incomplete body throws and leaves nothing stored.
/// Small bodies stay in memory, larger ones go to a file in the staging directory.
/// </summary>
internal sealed class StagedBody : IDisposable
{
    /// <summary>Bodies up to this size, in bytes, stay in memory.</summary>
    internal const int MemoryLimitBytes = 1024 * 1024;

    private const int ReceiveBufferBytes = 64 * 1024;

    private readonly string _spillPath;
    private MemoryStream? _memory = new();
    private FileStream? _file;

    private StagedBody(string spillPath) => _spillPath = spillPath;

    public long LengthBytes { get; private set; }

    public ulong Crc64 { get; private set; }

    /// <summary>16 bytes.</summary>
    public byte[] Md5 { get; private set; } = [];

    /// <returns>Null when the body is larger than <paramref name="limitBytes"/>; the rest of it has not been read.</returns>
    public static Task<StagedBody?> ReceiveAsync(
        Stream source, string stagingDirectory, long limitBytes, CancellationToken cancellationToken) =>
        ReceiveAsync(buffer => source.ReadAsync(buffer, cancellationToken), stagingDirectory, limitBytes);

    /// <summary>Stages bytes of an object.</summary>
    public static async Task<StagedBody> CopyAsync(ContentRange source, string stagingDirectory)
    {
        var copied = 0L;
        var body = await ReceiveAsync(ReadAsync, stagingDirectory, source.LengthBytes).ConfigureAwait(false);
        return body ?? throw new InvalidDataException("The data of an object is longer than its recorded end.");

        async ValueTask<int> ReadAsync(Memory<byte> buffer)
        {
            var read = await source.ReadAsync(copied, buffer, CancellationToken.None).ConfigureAwait(false);
            copied += read;
            return read;
        }
    }

    /// <summary>Returns a small body.</summary>
    public async Task<byte[]> ReadAllAsync()
    {
        var source = Source();
        var bytes = new byte[LengthBytes];
        await source.ReadExactlyAsync(bytes).ConfigureAwait(false);
        return bytes;
    }

    /// <summary>Writes the body into <paramref name="path"/> from <paramref name="position"/> on.</summary>
    public async Task WriteToAsync(string path, long position)
    {
        var target = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

        await using (target.ConfigureAwait(false))
        {
            target.Position = position;
            await Source().CopyToAsync(target).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _memory?.Dispose();
        _memory = null;
        _file?.Dispose(); // deletes the file
        _file = null;
    }

    private static async Task<StagedBody?> ReceiveAsync(
        Func<Memory<byte>, ValueTask<int>> read, string stagingDirectory, long limitBytes)
    {
        var body = new StagedBody(Path.Combine(stagingDirectory, Guid.NewGuid().ToString("N")));
        var buffer = ArrayPool<byte>.Shared.Rent(ReceiveBufferBytes);
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var whole = false;

        try
        {
            int count;
            while ((count = await read(buffer).ConfigureAwait(false)) > 0)
            {
                if (body.LengthBytes + count > limitBytes)
                    return null;

                md5.AppendData(buffer, 0, count);
                await body.WriteAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
            }

            body.Md5 = md5.GetHashAndReset();
            whole = true;
            return body;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (!whole)
                body.Dispose();
        }
    }

    /// <summary>Creates a body from bytes, without a connection.</summary>
    public static StagedBody FromBytes(ReadOnlySpan<byte> bytes)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        md5.AppendData(bytes);

        var body = new StagedBody("") { LengthBytes = bytes.Length, Crc64 = Checksums.Crc64.Append(0, bytes), Md5 = md5.GetHashAndReset() };
        body._memory?.Write(bytes);
        return body;
    }

    private Stream Source()
    {
        Stream source = _memory ?? (Stream?)_file ?? throw new ObjectDisposedException(nameof(StagedBody));
        source.Position = 0;
        return source;
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        Crc64 = Checksums.Crc64.Append(Crc64, bytes.Span);
        LengthBytes += bytes.Length;

        if (_memory is not null && LengthBytes > MemoryLimitBytes)
        {
            _file = new FileStream(_spillPath, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
            });
            _memory.Position = 0;
            await _memory.CopyToAsync(_file).ConfigureAwait(false);
            await _memory.DisposeAsync().ConfigureAwait(false);
            _memory = null;
        }

        if (_file is not null)
            await _file.WriteAsync(bytes).ConfigureAwait(false);
        else
            _memory?.Write(bytes.Span);
    }
}
