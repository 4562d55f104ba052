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
    public async Task Check_reports_each_step_and_writes_nothing()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync("check");

        Assert.Equal(("", ExitCode.Success), (run.Error, run.ExitCode));
        Assert.Equal(["credentials", "name", "connection", "clock", "signature", "bucket", "read", "append", "list"], Steps(run).Select(step => step.Name));
        Assert.Equal(["ok", "ok", "ok", "ok", "ok", "ok", "ok", "-", "ok"], Steps(run).Select(step => step.Word));
        Assert.Empty(rig.Emulator.ListKeys("logs"));
    }

    [Fact]
    public async Task Empty_append_is_tested_when_a_key_is_given()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", "123");

        var there = await rig.RunAsync("check logs/a.clef");
        var absent = await rig.RunAsync("check oss://logs/logs/b.clef");

        Assert.Equal("ok", Steps(there).Single(step => step.Name == "append").Word);
        Assert.Contains("'logs/b.clef' was created, empty", absent.Output, StringComparison.Ordinal);
        Assert.Equal("123", rig.Held("logs/a.clef"));
        Assert.Equal("", rig.Held("logs/b.clef"));
    }

    [Fact]
    public async Task Signature_step_fails_with_the_fix_when_the_secret_is_wrong()
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
    public async Task Credentials_step_fails_when_there_are_no_credentials()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Variables.Remove("OSS_ACCESS_KEY_ID");

        var run = await rig.RunAsync("check");

        Assert.Equal(("credentials", "FAILED"), Assert.Single(Steps(run)));
    }

    [Fact]
    public async Task Bucket_step_fails_when_the_bucket_is_missing()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync("check --bucket nobodys-bucket");

        Assert.Equal(("bucket", "FAILED"), Steps(run)[^1]);
        Assert.Contains("NoSuchBucket", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_step_fails_when_no_server_listens()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.Emulator.PauseAsync();

        var run = await rig.RunAsync("check");

        Assert.Equal(("connection", "FAILED"), Steps(run)[^1]);
        Assert.Contains("refused the connection (ConnectionRefused)", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_only_access_key_passes_with_a_note_about_listing()
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
    public async Task Read_step_fails_when_the_access_key_may_not_read()
    {
        await using var rig = await ToolRig.StartAsync(new OssEmulatorOptions { Credentials = [new OssCredential("writer", "writers-secret") { Policy = WriteOnly }] });
        (rig.Variables["OSS_ACCESS_KEY_ID"], rig.Variables["OSS_ACCESS_KEY_SECRET"]) = ("writer", "writers-secret");

        var run = await rig.RunAsync("check elsewhere/a.clef");

        Assert.Equal(("read", "FAILED"), Steps(run)[^1]);
        Assert.Contains("oss:GetObject", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "s ahead, so the times of events are wrong by the same amount. Set the clock.")]
    [InlineData(20, "s ahead, more than the 15 minutes that signatures allow. This library corrects the skew, other clients do not. Set the clock.")]
    [InlineData(-20, "s behind, more than the 15 minutes that signatures allow. This library corrects the skew, other clients do not. Set the clock.")]
    public async Task Clock_skew_is_reported_and_later_steps_run(int minutes, string finding)
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Time = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(minutes));

        var run = await rig.RunAsync("check");

        Assert.Contains(("clock", "note"), Steps(run));
        Assert.Contains(finding, run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, run.ExitCode);
    }

    [Fact]
    public async Task Signature_step_names_the_source_when_the_token_has_expired()
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
        Assert.Contains("Get a new token", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("writers-token", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_step_fails_when_the_server_has_no_tls()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Variables["OSS_ENDPOINT"] = $"https://127.0.0.1:{rig.Emulator.Endpoint.Port}";

        var run = await rig.RunAsync("check");

        Assert.Equal(("tls", "FAILED"), Steps(run)[^1]);
        Assert.Contains("a test server may need http://", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_step_fails_when_the_certificate_is_not_trusted()
    {
        await using var rig = await ToolRig.StartAsync();
        await using var server = new UntrustedServer();
        rig.Variables["OSS_ENDPOINT"] = $"https://127.0.0.1:{server.Port}";

        var run = await rig.RunAsync("check");

        Assert.Equal(("tls", "FAILED"), Steps(run)[^1]);
        Assert.Contains("The certificate is not trusted", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_step_connects_to_the_proxy_when_there_is_one()
    {
        await using var rig = await ToolRig.StartAsync();
        await using var proxy = new LoopbackServer(_ => LoopbackServer.Answer(200, "", $"Date: {TimeProvider.System.GetUtcNow():R}", "x-oss-request-id: 1", "Content-Type: text/plain"));

        var run = await RunBehindAsync(rig, proxy.Port);

        Assert.Contains(("name", "-"), Steps(run));
        Assert.Contains($"the proxy 127.0.0.1:{proxy.Port} resolves it", run.Output, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{proxy.Port} (the proxy) in", run.Output, StringComparison.Ordinal);
        Assert.Contains(("clock", "ok"), Steps(run));
        Assert.All(proxy.Requests, request => Assert.StartsWith("http://oss.example.com/", request.Target, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, "connection", "(the proxy) refused the connection")]
    [InlineData(true, "response", "Check HTTPS_PROXY and HTTP_PROXY")]
    public async Task Failing_proxy_is_named(bool isListening, string step, string finding)
    {
        await using var rig = await ToolRig.StartAsync();
        await using var proxy = new LoopbackServer(_ => "no http at all\r\n\r\n");
        var port = isListening ? proxy.Port : 1;

        var run = await RunBehindAsync(rig, port);

        Assert.Equal((step, "FAILED"), Steps(run)[^1]);
        Assert.Contains(finding, run.Output, StringComparison.Ordinal);
    }

    /// <summary>Runs in a separate process, because the proxy setting is process-wide.</summary>
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
