using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Cli.Tests.Commands;

/// <summary>An object of 10 MB that holds 10 GiB: the tool continues to read, because the user can stop it at any time.</summary>
public class DecompressionBombTests
{
    private const string Key = "logs/shop/20260301/web-1.clef.gz";

    [Theory]
    [InlineData("cat logs/", 1)]
    [InlineData("cat logs/ --grep Bohea", 0)]
    [InlineData("tail --grep Bohea logs/", 0)]
    [InlineData("tail -f logs/", 0)]
    public async Task Command_ends_when_it_is_interrupted_while_it_decompresses(string commandLine, long untilBytes)
    {
        await using var rig = await ToolRig.StartAsync();
        var bomb = GzipBomb.Make(ToolRig.Line(1, "first"), (byte)'\n', blocks: 160, ToolRig.Line(2, "last"));
        await rig.Emulator.AppendDirectAsync(rig.Emulator.Options.Buckets[0], Key, bomb);

        var run = await rig.FollowAsync(commandLine, listings: 1, rig.WhenReadAsync, untilBytes);

        Assert.Equal(ExitCode.Interrupted, run.ExitCode);
    }
}
