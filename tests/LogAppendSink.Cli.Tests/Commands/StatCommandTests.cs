using System.Text.Json;
using Xunit;

namespace LogAppendSink.Cli.Tests.Commands;

public class StatCommandTests
{
    [Fact]
    public async Task Stat_shows_all_attributes_of_an_object()
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
    public async Task Bucket_of_the_address_is_used_when_the_settings_have_none()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", "123456789");
        rig.Variables.Remove("OSS_BUCKET");

        var run = await rig.RunAsync("stat --json oss://logs/logs/a.clef");

        Assert.Equal("", run.Error);
        Assert.Equal(9, JsonDocument.Parse(run.Output).RootElement.GetProperty("lengthBytes").GetInt64());
    }

    [Fact]
    public async Task Missing_object_has_its_own_exit_code()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync("stat logs/a.clef");

        Assert.Equal(("logappend: object 'logs/a.clef' does not exist.\n", ExitCode.NotFound), (run.Error, run.ExitCode));
        Assert.Empty(run.Bytes);
    }

    [Fact]
    public async Task Refusal_of_the_store_is_reported_with_the_fix()
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
    public async Task Invalid_settings_are_reported_together()
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
