using System.IO.Pipelines;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Tests.Storage;

public sealed class ContentRangeTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Response_is_aborted_when_the_client_does_not_read_it()
    {
        await File.WriteAllBytesAsync(_path, new byte[1024 * 1024]);
        using var range = new ContentRange(File.OpenHandle(_path, options: FileOptions.Asynchronous), firstByte: 0, 1024 * 1024);
        var nobodyReads = new Pipe().Writer.AsStream();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => range.CopyToAsync(nobodyReads, writeLimit: TimeSpan.FromMilliseconds(10), CancellationToken.None));
    }

    [Fact]
    public async Task Read_fails_when_the_data_file_is_too_short()
    {
        await File.WriteAllBytesAsync(_path, new byte[10]);
        using var range = new ContentRange(File.OpenHandle(_path, options: FileOptions.Asynchronous), firstByte: 0, lengthBytes: 11);

        await Assert.ThrowsAsync<InvalidDataException>(
            () => range.CopyToAsync(Stream.Null, writeLimit: TimeSpan.FromMinutes(1), CancellationToken.None));
    }
}
