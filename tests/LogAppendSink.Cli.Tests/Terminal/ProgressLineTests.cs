using System.Text;
using LogAppendSink.Cli.Terminal;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LogAppendSink.Cli.Tests.Terminal;

public sealed class ProgressLineTests : IDisposable
{
    private const string Clear = "\r\u001b[K";
    private const long Mebibyte = 1024 * 1024;

    private readonly MemoryStream _error = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Progress_line_appears_after_two_seconds_and_is_cleared_at_the_end()
    {
        using var tool = Tool();
        using (var progress = new ProgressLine(tool, "big.clef", 1000 * Mebibyte, writesOutput: false))
        {
            progress.Report(0);
            _time.Advance(TimeSpan.FromSeconds(1.9));
            progress.Report(190 * Mebibyte);
            Assert.Equal("", Shown);

            _time.Advance(TimeSpan.FromSeconds(0.6));
            progress.Report(250 * Mebibyte);
            Assert.Equal($"{Clear}big.clef  ━━━━━━━━━━┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄   25 %  250 MiB of 1000 MiB  100 MiB/s  0:07 left", Shown);
        }

        Assert.EndsWith(Clear, Shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(120, "logs/a-key.clef  ━━━━━━━━━━━━━━━━━━━━┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄   50 %  500 MiB of 1000 MiB  50 MiB/s  0:10 left")]
    [InlineData(80, "logs/a-key.clef  ━━━━━━┄┄┄┄┄┄┄   50 %  500 MiB of 1000 MiB  50 MiB/s  0:10 left")]
    [InlineData(72, "logs/a-key.clef   50 %  500 MiB of 1000 MiB  50 MiB/s  0:10 left")] // no room for a useful bar
    [InlineData(60, "…-key.clef   50 %  500 MiB of 1000 MiB  50 MiB/s  0:10 left")]
    [InlineData(20, "50 %  500 MiB of 10")]
    public void Progress_line_never_reaches_the_last_column(int width, string line)
    {
        using var tool = Tool();
        tool.Error.Profile.Width = width;
        using var progress = new ProgressLine(tool, "logs/a-key.clef", 1000 * Mebibyte, writesOutput: false);

        _time.Advance(TimeSpan.FromSeconds(10));
        progress.Report(500 * Mebibyte);

        Assert.Equal(Clear + line, Shown);
        Assert.True(line.Length < width);
    }

    [Theory]
    [InlineData(true, true)] // the events use the same terminal
    [InlineData(false, false)] // redirected
    public void Progress_line_is_not_shown_without_a_terminal_or_when_the_output_uses_it(bool isErrorTerminal, bool isOutputTerminal)
    {
        using var tool = Tool(isErrorTerminal, isOutputTerminal);
        using (var progress = new ProgressLine(tool, "big.clef", 1000 * Mebibyte, writesOutput: true))
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            progress.Report(500 * Mebibyte);
        }

        Assert.Equal("", Shown);
    }

    [Fact]
    public void Progress_line_has_no_bar_when_the_length_is_unknown()
    {
        using var tool = Tool();
        using var progress = new ProgressLine(tool, "standard input", totalBytes: 0, writesOutput: false);

        _time.Advance(TimeSpan.FromSeconds(10));
        progress.Report(500 * Mebibyte);

        Assert.Equal($"{Clear}standard input  500 MiB  50 MiB/s", Shown);
    }

    public void Dispose() => _error.Dispose();

    private string Shown => Encoding.UTF8.GetString(_error.ToArray());

    private ToolEnvironment Tool(bool isErrorTerminal = true, bool isOutputTerminal = false)
    {
        var tool = new ToolEnvironment(Stream.Null, Stream.Null, _error, _ => null) { Time = _time, IsErrorTerminal = isErrorTerminal, IsOutputTerminal = isOutputTerminal };
        tool.Error.Profile.Width = 120;
        return tool;
    }
}
