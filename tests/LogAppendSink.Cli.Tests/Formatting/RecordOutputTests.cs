using System.Text;
using LogAppendSink.Cli.Formatting;
using Xunit;

namespace LogAppendSink.Cli.Tests.Formatting;

public sealed class RecordOutputTests
{
    [Fact]
    public async Task What_was_written_when_Ctrl_C_came_is_not_written_again()
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
    public async Task What_was_not_yet_written_when_Ctrl_C_came_is_written_at_the_end()
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

    /// <summary>Somebody presses Ctrl+C as soon as the first bytes show.</summary>
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
