using System.Globalization;
using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using Xunit;

namespace LogAppendSink.Cli.Tests.Commands;

/// <summary>
/// Runs the tool as a process against stores that return less than OSS: errors with only a status, listings without a continuation, and an
/// access key without the permission to list.
/// </summary>
public class BareErrorTests
{
    private const string ReadOnly = """
        {"Version":"1","Statement":[{"Effect":"Allow","Action":["oss:PutObject","oss:GetObject"],"Resource":["acs:oss:*:*:logs/*"]}]}
        """;

    [Theory]
    [InlineData("stat logs/a.clef", "object 'logs/a.clef' does not exist.")]
    [InlineData("stat --json logs/a.clef", "object 'logs/a.clef' does not exist.")]
    [InlineData("cat logs/a.clef", "object 'logs/a.clef' does not exist, and no key begins with it; list keys with logappend ls.")]
    [InlineData("cat --raw logs/a.clef", "object 'logs/a.clef' does not exist, and no key begins with it; list keys with logappend ls.")]
    public async Task Missing_key_exits_with_3_when_the_head_names_no_reason(string command, string message)
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Emulator.Faults.Always(OssOperation.Head, Fault.MissingErrorDocument);

        var run = await ToolProcess.RunAsync(rig, command);

        Assert.Equal(($"logappend: {message}\n", "", ExitCode.NotFound), (run.Error, run.Output, run.ExitCode));
    }

    [Theory]
    [InlineData("stat logs/a.clef")]
    [InlineData("cat logs/a.clef")]
    public async Task Missing_bucket_exits_with_1_when_the_head_names_no_reason(string command)
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Variables["OSS_BUCKET"] = "no-such-bucket";
        rig.Emulator.Faults.Always(OssOperation.Head, Fault.MissingErrorDocument);

        var run = await ToolProcess.RunAsync(rig, command);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("404 NoSuchBucket", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stat logs/a.clef", ExitCode.Failed)]
    [InlineData("cat logs/a.clef", ExitCode.Failed)]
    [InlineData("check", ExitCode.Faulty)]
    public async Task Bare_403_is_reported_as_a_refusal_and_not_as_a_proxy_error(string command, int exitCode)
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", "1\n");
        rig.Emulator.Faults.Always(OssOperation.Head, Fault.AccessDenied.And(Fault.MissingErrorDocument));
        rig.Emulator.Faults.Always(OssOperation.Get, Fault.AccessDenied.And(Fault.MissingErrorDocument));

        var run = await ToolProcess.RunAsync(rig, command);

        var words = string.Join(' ', $"{run.Error} {run.Output}".Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains("'logs/", words, StringComparison.Ordinal);
        Assert.Contains(": 403 (request ", words, StringComparison.Ordinal);
        Assert.Contains("Check that the access key has the permission oss:PutObject and oss:GetObject on this key.", words, StringComparison.Ordinal);
        Assert.DoesNotContain("responds in its place", words, StringComparison.Ordinal);
        Assert.DoesNotContain("signature", words, StringComparison.Ordinal); // A bare 403 does not prove that the store checked the signature.
    }

    [Theory]
    [InlineData(500, "500")]
    [InlineData(503, "503")]
    public async Task Bare_5xx_is_reported_as_a_failure_of_the_store(int status, string expected)
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Emulator.Faults.Always(OssOperation.Head, Fault.Status(status, "InternalError").And(Fault.MissingErrorDocument));

        var run = await ToolProcess.RunAsync(rig, "stat logs/a.clef");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains($": {expected}", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("responds in its place", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_key_exits_with_3_when_the_access_key_may_not_list()
    {
        const string id = "LTAI-read-only";
        await using var rig = await ToolRig.StartAsync(new OssEmulatorOptions { Credentials = [new OssCredential(id, "secret") { Policy = ReadOnly }] });
        (rig.Variables["OSS_ACCESS_KEY_ID"], rig.Variables["OSS_ACCESS_KEY_SECRET"]) = (id, "secret");

        var run = await ToolProcess.RunAsync(rig, "cat logs/a.clef");

        Assert.Equal(ExitCode.NotFound, run.ExitCode);
        Assert.StartsWith("logappend: object 'logs/a.clef' does not exist, and objects below it cannot be listed: OSS refused the listing", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_objects_are_listed_when_a_page_does_not_name_the_next_one()
    {
        const int count = 1_205;
        await using var rig = await ToolRig.StartAsync();
        for (var number = 0; number < count; number++)
            await rig.AppendAsync(string.Create(CultureInfo.InvariantCulture, $"logs/{number:D5} %41.clef"), "1\n");
        rig.Emulator.Faults.Always(OssOperation.List, Fault.MissingNextPage);

        var listed = await ToolProcess.RunAsync(rig, "ls logs/");
        var printed = await ToolProcess.RunAsync(rig, "cat logs/");

        Assert.Equal((ExitCode.Success, ExitCode.Success), (listed.ExitCode, printed.ExitCode));
        Assert.Equal(count, listed.Output.Split("%41.clef").Length - 1);
        Assert.Equal(count, printed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
