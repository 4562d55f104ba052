using LogAppendSink.Emulator;
using Xunit;

namespace LogAppendSink.Cli.Tests.Commands;

public class SealCommandTests
{
    [Fact]
    public async Task A_sealed_object_takes_no_more_appends_and_may_be_sealed_again()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("film.ts", "123");

        var first = await rig.RunAsync("seal film.ts");
        var second = await rig.RunAsync("seal film.ts");

        Assert.Equal(("film.ts: sealed at 3 bytes\n", ""), (first.Output, first.Error));
        Assert.Equal(("film.ts: was sealed before, at 3 bytes\n", ExitCode.Success), (second.Output, second.ExitCode));
        Assert.Contains("append object, sealed", (await rig.RunAsync("stat film.ts")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_may_not_seal_is_told_what_to_do()
    {
        await using var rig = await ToolRig.StartAsync(new OssEmulatorOptions { AllowSeal = false });
        await rig.AppendAsync("film.ts", "123");

        var run = await rig.RunAsync("seal film.ts");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("OperationNotSupported", run.Error, StringComparison.Ordinal);
        Assert.Contains("OSS allows sealing to accounts that have asked for it by a ticket.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_older_signature_seals_as_well()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("film.ts", "123");

        var run = await rig.RunAsync("seal film.ts --signature V1");

        Assert.Equal("film.ts: sealed at 3 bytes\n", run.Output);
    }

    [Fact]
    public async Task What_is_not_there_is_not_sealed()
    {
        await using var rig = await ToolRig.StartAsync();

        Assert.Equal(ExitCode.NotFound, (await rig.RunAsync("seal film.ts")).ExitCode);
    }
}
