using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace LogAppendSink.Emulator.Storage;

/// <summary>
/// A range of an object's bytes, open for reading. It stays readable while the object grows, is replaced or deleted: bytes
/// below an end are never written again, and a replaced object's file lives until its last reader closes it.
/// </summary>
internal sealed class ContentRange(SafeFileHandle file, long firstByte, long lengthBytes) : IDisposable
{
    private const int CopyBufferBytes = 64 * 1024;

    public long LengthBytes => lengthBytes;

    /// <param name="target">Receives the range.</param>
    /// <param name="writeLimit">How long <paramref name="target"/> may take for 64 KiB.</param>
    /// <param name="cancellationToken">Ends the copy.</param>
    /// <exception cref="OperationCanceledException">A write took longer than the limit, or the copy was cancelled.</exception>
    public async Task CopyToAsync(Stream target, TimeSpan writeLimit, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBufferBytes);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        try
        {
            for (var copied = 0L; copied < lengthBytes;)
            {
                var read = await ReadAsync(copied, buffer, cancellationToken).ConfigureAwait(false);
                limited.CancelAfter(writeLimit);
                await target.WriteAsync(buffer.AsMemory(0, read), limited.Token).ConfigureAwait(false);
                copied += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <returns>The number of bytes read; 0 only at the end of the range.</returns>
    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, lengthBytes - offset)];
        var read = await RandomAccess.ReadAsync(file, wanted, firstByte + offset, cancellationToken).ConfigureAwait(false);

        if (read == 0 && !wanted.IsEmpty)
            throw new InvalidDataException($"The data file ends {lengthBytes - offset} bytes before the object's recorded end.");

        return read;
    }

    /// <summary>Fills <paramref name="target"/>, which must be as long as the range.</summary>
    public void ReadInto(Span<byte> target)
    {
        var position = firstByte;

        while (!target.IsEmpty)
        {
            var read = RandomAccess.Read(file, target, position);

            if (read == 0)
                throw new InvalidDataException($"The data file ends {target.Length} bytes before the object's recorded end.");

            target = target[read..];
            position += read;
        }
    }

    public void Dispose() => file.Dispose();
}
