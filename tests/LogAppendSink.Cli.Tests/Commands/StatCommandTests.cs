using System.Text.Json;
using Xunit;

namespace LogAppendSink.Cli.Tests.Commands;

public class StatCommandTests
{
    [Fact]
    public async Task All_that_the_store_tells_of_an_object_is_shown()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", "123456789");

        var run = await rig.RunAsync("stat logs/a.clef");

        Assert.Equal("", run.Error);
        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("9 bytes (9 B)", run.Output, StringComparison.Ordinal);
        Assert.Contains("append object", run.Output, StringComparison.Ordinal);
        Assert.Contains("11051210869376104954", run.Output, StringComparison.Ordinal); // CRC-64/XZ of "123456789", its published check value
    }

    [Fact]
    public async Task An_address_with_a_bucket_needs_no_bucket_in_the_settings()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", "123456789");
        rig.Variables.Remove("OSS_BUCKET");

        var run = await rig.RunAsync("stat --json oss://logs/logs/a.clef");

        Assert.Equal("", run.Error);
        Assert.Equal(9, JsonDocument.Parse(run.Output).RootElement.GetProperty("lengthBytes").GetInt64());
    }

    [Fact]
    public async Task An_object_that_is_not_there_has_an_exit_code_of_its_own()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync("stat logs/a.clef");

        Assert.Equal(("logappend: there is no object 'logs/a.clef'.\n", ExitCode.NotFound), (run.Error, run.ExitCode));
        Assert.Empty(run.Bytes);
    }

    [Fact]
    public async Task What_the_store_refuses_is_told_with_what_to_check()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Variables["OSS_ACCESS_KEY_SECRET"] = "not-the-secret";

        var run = await rig.RunAsync("stat logs/a.clef");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("403 SignatureDoesNotMatch", run.Error, StringComparison.Ordinal);
        Assert.Contains("OSS_ACCESS_KEY_SECRET", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-secret", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_cannot_work_are_told_together()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Variables.Clear();

        var run = await rig.RunAsync("stat logs/a.clef");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("Endpoint is not set", run.Error, StringComparison.Ordinal);
        Assert.Contains("Bucket is not set", run.Error, StringComparison.Ordinal);
        Assert.Contains("OSS_ENDPOINT", run.Error, StringComparison.Ordinal);
    }
}
