using System.Text;
using LogAppendSink.Cli.Formatting;
using Xunit;

namespace LogAppendSink.Cli.Tests.Formatting;

public sealed class RecordOutputTests
{
    [Fact]
    public async Task Written_records_are_not_repeated_when_Ctrl_C_is_pressed()
    {
        using var end = new CancellationTokenSource();
        using var stream = new InterruptedStream(end);
        var output = new RecordOutput(stream, new StoredFormatter());
        output.WriteText("once\n"u8);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await output.FlushAsync(end.Token));
        await output.FlushAsync(CancellationToken.None);

        Assert.Equal("once\n", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public async Task Buffered_records_are_written_at_the_end_when_Ctrl_C_is_pressed()
    {
        using var end = new CancellationTokenSource();
        using var stream = new MemoryStream();
        var output = new RecordOutput(stream, new StoredFormatter());
        output.WriteText("once\n"u8);
        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await output.FlushAsync(end.Token));
        await output.FlushAsync(CancellationToken.None);

        Assert.Equal("once\n", Encoding.UTF8.GetString(stream.ToArray()));
    }

    /// <summary>Simulates Ctrl+C at the first write.</summary>
    private sealed class InterruptedStream(CancellationTokenSource end) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            await end.CancelAsync();
        }

        public override Task FlushAsync(CancellationToken cancellationToken) =>
            cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;
    }
}
