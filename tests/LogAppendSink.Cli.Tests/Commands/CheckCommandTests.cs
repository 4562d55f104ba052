using LogAppendSink.Emulator;
using Xunit;

namespace LogAppendSink.Cli.Tests.Commands;

public class CheckCommandTests
{
    private const string WriteOnly = """
        { "Version": "1", "Statement": [ { "Effect": "Allow", "Action": [ "oss:PutObject", "oss:GetObject" ], "Resource": [ "acs:oss:*:*:logs/logs/*" ] } ] }
        """;

    [Fact]
    public async Task Each_step_is_told_and_nothing_is_written()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync("check");

        Assert.Equal(("", ExitCode.Success), (run.Error, run.ExitCode));
        Assert.Equal(["credentials", "name", "connection", "clock", "signature", "bucket", "read", "append", "list"], Steps(run).Select(step => step.Name));
        Assert.Equal(["ok", "ok", "ok", "ok", "ok", "ok", "ok", "-", "ok"], Steps(run).Select(step => step.Word));
        Assert.Empty(rig.Emulator.ListKeys("logs"));
    }

    [Fact]
    public async Task With_a_key_an_append_of_nothing_is_tried()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", "123");

        var there = await rig.RunAsync("check logs/a.clef");
        var absent = await rig.RunAsync("check oss://logs/logs/b.clef");

        Assert.Equal("ok", Steps(there).Single(step => step.Name == "append").Word);
        Assert.Contains("'logs/b.clef' is there now, empty", absent.Output, StringComparison.Ordinal);
        Assert.Equal("123", rig.Held("logs/a.clef"));
        Assert.Equal("", rig.Held("logs/b.clef"));
    }

    [Fact]
    public async Task A_wrong_secret_fails_at_the_signature_with_what_to_check()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Variables["OSS_ACCESS_KEY_SECRET"] = "not-the-secret";

        var run = await rig.RunAsync("check");

        Assert.Equal(ExitCode.Faulty, run.ExitCode);
        Assert.Equal(("signature", "FAILED"), Steps(run)[^1]);
        Assert.Contains("403 SignatureDoesNotMatch", run.Output, StringComparison.Ordinal);
        Assert.Contains("Check AccessKeySecret", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-secret", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_credentials_fail_first()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Variables.Remove("OSS_ACCESS_KEY_ID");

        var run = await rig.RunAsync("check");

        Assert.Equal(("credentials", "FAILED"), Assert.Single(Steps(run)));
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_fails_at_the_bucket()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync("check --bucket nobodys-bucket");

        Assert.Equal(("bucket", "FAILED"), Steps(run)[^1]);
        Assert.Contains("NoSuchBucket", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_fails_at_the_connection()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.Emulator.PauseAsync();

        var run = await rig.RunAsync("check");

        Assert.Equal(("connection", "FAILED"), Steps(run)[^1]);
        Assert.Contains("refuses (ConnectionRefused)", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_for_writing_alone_passes_and_is_told_what_it_cannot_do()
    {
        await using var rig = await ToolRig.StartAsync(new OssEmulatorOptions { Credentials = [new OssCredential("writer", "writers-secret") { Policy = WriteOnly }] });
        (rig.Variables["OSS_ACCESS_KEY_ID"], rig.Variables["OSS_ACCESS_KEY_SECRET"]) = ("writer", "writers-secret");

        var run = await rig.RunAsync("check logs/a.clef");

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Equal("ok", Steps(run).Single(step => step.Name == "append").Word);
        Assert.Equal(("list", "note"), Steps(run)[^1]);
        Assert.Contains("oss:ListObjects", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_without_the_permission_to_read_fails_there()
    {
        await using var rig = await ToolRig.StartAsync(new OssEmulatorOptions { Credentials = [new OssCredential("writer", "writers-secret") { Policy = WriteOnly }] });
        (rig.Variables["OSS_ACCESS_KEY_ID"], rig.Variables["OSS_ACCESS_KEY_SECRET"]) = ("writer", "writers-secret");

        var run = await rig.RunAsync("check elsewhere/a.clef");

        Assert.Equal(("read", "FAILED"), Steps(run)[^1]);
        Assert.Contains("oss:GetObject", run.Output, StringComparison.Ordinal);
    }

    private static List<(string Name, string Word)> Steps(ToolRun run) =>
        [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 1)
            .Select(words => (words[1], words[0]))];
}
