using LogAppendSink.Emulator;
using Xunit;

namespace LogAppendSink.Cli.Tests.Commands;

public class SealCommandTests
{
    [Fact]
    public async Task Sealed_object_rejects_appends_and_can_be_sealed_again()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("film.ts", "123");

        var first = await rig.RunAsync("seal film.ts");
        var second = await rig.RunAsync("seal film.ts");

        Assert.Equal(("film.ts: sealed at 3 bytes\n", ""), (first.Output, first.Error));
        Assert.Equal(("film.ts: was already sealed at 3 bytes\n", ExitCode.Success), (second.Output, second.ExitCode));
        Assert.Contains("append object, sealed", (await rig.RunAsync("stat film.ts")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seal_reports_the_fix_when_the_account_may_not_seal()
    {
        await using var rig = await ToolRig.StartAsync(new OssEmulatorOptions { AllowSeal = false });
        await rig.AppendAsync("film.ts", "123");

        var run = await rig.RunAsync("seal film.ts");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("OperationNotSupported", run.Error, StringComparison.Ordinal);
        Assert.Contains("OSS enables sealing per account, on request. Open a support ticket.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seal_works_with_signature_V1()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("film.ts", "123");

        var run = await rig.RunAsync("seal film.ts --signature V1");

        Assert.Equal("film.ts: sealed at 3 bytes\n", run.Output);
    }

    [Fact]
    public async Task Seal_fails_when_the_object_is_missing()
    {
        await using var rig = await ToolRig.StartAsync();

        Assert.Equal(ExitCode.NotFound, (await rig.RunAsync("seal film.ts")).ExitCode);
    }
}
