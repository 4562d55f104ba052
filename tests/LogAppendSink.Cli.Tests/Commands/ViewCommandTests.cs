using System.Net;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Cli.Tests.Commands;

public class ViewCommandTests
{
    [Fact]
    public async Task View_serves_the_prefix_at_the_printed_address_until_Ctrl_C()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", ToolRig.Line(1, "Hello"));
        await rig.AppendAsync("other/a.clef", ToolRig.Line(1, "Secret"));
        using var end = new CancellationTokenSource();
        var (output, error) = (new LineStream(), new LineStream());
        using var tool = new ToolEnvironment(Stream.Null, output, error, name => rig.Variables.GetValueOrDefault(name)) { Directory = rig.WorkingDirectory };
        var viewing = LogAppendTool.RunAsync(["view", "--port", "0", "logs/"], tool, end.Token);
        await error.LineAsync("Ctrl+C").WithDeadline("the viewer to start");
        using var http = new HttpClient { BaseAddress = new Uri(output.Lines[0]) };

        var page = await http.GetStringAsync("/");
        var events = await http.GetStringAsync("/api/events?from=2026-03-01T07:00:00Z&to=2026-03-01T08:00:00Z");
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/api/events") { Headers = { Host = "evil.example" } };
        using var refused = await http.SendAsync(rebound);
        using var crossing = new HttpRequestMessage(HttpMethod.Get, "/api/events") { Headers = { { "Sec-Fetch-Site", "cross-site" } } };
        using var crossed = await http.SendAsync(crossing);
        await end.CancelAsync();

        Assert.Equal("127.0.0.1", http.BaseAddress.Host);
        Assert.Contains("<html", page, StringComparison.Ordinal);
        Assert.Contains("\"m\":\"Hello\"", events, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", events, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.MisdirectedRequest, HttpStatusCode.Forbidden), (refused.StatusCode, crossed.StatusCode));
        Assert.Equal(ExitCode.Success, await viewing.WithDeadline("the viewer to end"));
    }

    [Fact]
    public async Task Port_in_use_is_reported()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync($"view --port {rig.Emulator.Port}");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains($"{rig.Emulator.Port}", run.Error, StringComparison.Ordinal);
    }
}
