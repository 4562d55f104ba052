using System.Diagnostics;
using System.Text;
using LogAppendSink.Emulator;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Http;
using Microsoft.Extensions.Time.Testing;
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

    [Theory]
    [InlineData(2, "s ahead; times in logs are off by as much: set the clock.")]
    [InlineData(20, "s ahead, more than the 15 minutes that signatures allow; this library corrects for it, others do not: set the clock.")]
    [InlineData(-20, "s behind, more than the 15 minutes that signatures allow; this library corrects for it, others do not: set the clock.")]
    public async Task A_clock_that_is_off_is_told_and_the_rest_is_checked_all_the_same(int minutes, string finding)
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Time = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(minutes));

        var run = await rig.RunAsync("check");

        Assert.Contains(("clock", "note"), Steps(run));
        Assert.Contains(finding, run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, run.ExitCode);
    }

    [Fact]
    public async Task A_token_that_has_expired_fails_at_the_signature_with_where_it_came_from()
    {
        await using var rig = await ToolRig.StartAsync(new OssEmulatorOptions
        {
            Credentials = [new OssCredential("STS.writer", "writers-secret", "writers-token") { Expiration = TimeProvider.System.GetUtcNow().AddMinutes(-1) }],
        });
        (rig.Variables["OSS_ACCESS_KEY_ID"], rig.Variables["OSS_ACCESS_KEY_SECRET"], rig.Variables["OSS_SESSION_TOKEN"]) = ("STS.writer", "writers-secret", "writers-token");

        var run = await rig.RunAsync("check");

        Assert.Equal(ExitCode.Faulty, run.ExitCode);
        Assert.Equal(("signature", "FAILED"), Steps(run)[^1]);
        Assert.Contains("403 SecurityTokenExpired", run.Output, StringComparison.Ordinal);
        Assert.Contains("OSS_ACCESS_KEY_ID", run.Output, StringComparison.Ordinal);
        Assert.Contains("get a new token", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("writers-token", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_tls_is_spoken_that_is_told()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Variables["OSS_ENDPOINT"] = $"https://127.0.0.1:{rig.Emulator.Endpoint.Port}";

        var run = await rig.RunAsync("check");

        Assert.Equal(("tls", "FAILED"), Steps(run)[^1]);
        Assert.Contains("a test server may want http://", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_told()
    {
        await using var rig = await ToolRig.StartAsync();
        await using var server = new UntrustedServer();
        rig.Variables["OSS_ENDPOINT"] = $"https://127.0.0.1:{server.Port}";

        var run = await rig.RunAsync("check");

        Assert.Equal(("tls", "FAILED"), Steps(run)[^1]);
        Assert.Contains("The certificate is not trusted", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_a_proxy_it_is_the_proxy_that_is_connected_to()
    {
        await using var rig = await ToolRig.StartAsync();
        await using var proxy = new LoopbackServer(_ => LoopbackServer.Answer(200, "", $"Date: {TimeProvider.System.GetUtcNow():R}", "x-oss-request-id: 1", "Content-Type: text/plain"));

        var run = await RunBehindAsync(rig, proxy.Port);

        Assert.Contains(("name", "-"), Steps(run));
        Assert.Contains($"the proxy 127.0.0.1:{proxy.Port} resolves it", run.Output, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{proxy.Port} of the proxy in", run.Output, StringComparison.Ordinal);
        Assert.Contains(("clock", "ok"), Steps(run));
        Assert.All(proxy.Requests, request => Assert.StartsWith("http://oss.example.com/", request.Target, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, "connection", "of the proxy refuses")]
    [InlineData(true, "answer", "Check HTTPS_PROXY and HTTP_PROXY")]
    public async Task A_proxy_that_fails_is_named(bool isListening, string step, string finding)
    {
        await using var rig = await ToolRig.StartAsync();
        await using var proxy = new LoopbackServer(_ => "no http at all\r\n\r\n");
        var port = isListening ? proxy.Port : 1;

        var run = await RunBehindAsync(rig, port);

        Assert.Equal((step, "FAILED"), Steps(run)[^1]);
        Assert.Contains(finding, run.Output, StringComparison.Ordinal);
    }

    /// <summary>In a process of its own, since the proxy is the whole process's.</summary>
    private static async Task<ToolRun> RunBehindAsync(ToolRig rig, int proxyPort)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "logappend.dll"), "check", "--allow-http", "--addressing", "Path", "--region", "cn-hangzhou"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in rig.Variables)
            start.Environment[name] = value;
        start.Environment["OSS_ENDPOINT"] = "http://oss.example.com";
        start.Environment["http_proxy"] = $"http://127.0.0.1:{proxyPort}";
        start.Environment.Remove("no_proxy");
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WithDeadline("check to end");
        return new ToolRun(process.ExitCode, Encoding.UTF8.GetBytes(await output), await error);
    }

    private static List<(string Name, string Word)> Steps(ToolRun run) =>
        [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 1)
            .Select(words => (words[1], words[0]))];
}
