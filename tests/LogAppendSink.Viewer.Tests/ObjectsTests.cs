using System.Net;
using System.Text;
using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Viewer.Tests;

public sealed class ObjectsTests
{
    [Fact]
    public async Task Objects_of_the_range_are_described()
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync($"{ViewerRig.Folder}web-1.clef", "123456789");
        await rig.AppendAsync("logs/shop/20260228/web-1.clef", "1");
        await rig.AppendAsync("other/20260301/web-1.clef", "1");

        var listed = await rig.JsonAsync("/logs/api/objects?from=2026-03-01T07:00:00Z&to=2026-03-01T08:00:00Z");

        var only = Assert.Single(listed.GetProperty("objects").EnumerateArray().ToList());
        Assert.Equal($"{ViewerRig.Folder}web-1.clef", only.GetProperty("key").GetString());
        Assert.Equal("2026-03-01T00:00:00Z", only.GetProperty("day").GetString());
        Assert.Equal("web-1", only.GetProperty("host").GetString());
        Assert.Equal(9, only.GetProperty("size").GetInt64());
        Assert.Equal("Appendable", only.GetProperty("type").GetString());
        Assert.Equal("Standard", only.GetProperty("storageClass").GetString());
        Assert.False(only.GetProperty("sealed").GetBoolean());
        Assert.Equal("11051210869376104954", only.GetProperty("crc64").GetString()); // CRC-64/XZ's check value
        Assert.False(listed.GetProperty("truncated").GetBoolean());
    }

    [Fact]
    public async Task All_objects_are_returned_when_there_is_no_range()
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync($"{ViewerRig.Folder}web-1.clef", "1");
        await rig.AppendAsync("logs/shop/20260228/web-1.clef", "1");

        var listed = await rig.JsonAsync("/logs/api/objects");

        Assert.Equal(2, listed.GetProperty("objects").GetArrayLength());
    }

    [Fact]
    public async Task Info_has_store_and_prefix_but_no_secret()
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync($"{ViewerRig.Folder}web-2.clef", "1");
        await rig.AppendAsync($"{ViewerRig.Folder}web-1.clef", "1");
        await rig.AppendAsync($"{ViewerRig.Folder}web-1-001.clef", "1");

        var info = await rig.JsonAsync("/logs/api/info");

        Assert.Equal("logs", info.GetProperty("bucket").GetString());
        Assert.Equal("logs/", info.GetProperty("prefix").GetString());
        Assert.Equal("""["web-1","web-2"]""", info.GetProperty("hosts").GetRawText());
        Assert.Equal(1024L * 1024 * 1024, info.GetProperty("byteBudget").GetInt64());
        Assert.DoesNotContain(rig.Emulator.Options.AccessKeySecret, info.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(rig.Emulator.Options.AccessKeyId, info.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Info_reports_the_error_when_the_store_does_not_respond()
    {
        await using var rig = await ViewerRig.StartAsync();
        rig.Emulator.Faults.Always(OssOperation.List, Fault.AccessDenied);

        var info = await rig.JsonAsync("/logs/api/info");

        Assert.Equal(0, info.GetProperty("hosts").GetArrayLength());
        Assert.Contains("AccessDenied", info.GetProperty("trouble").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Info_omits_hosts_when_too_many_searches_run()
    {
        await using var rig = await ViewerRig.StartAsync(viewer => viewer.ConcurrentQueryLimit = 1);
        await rig.AppendAsync($"{ViewerRig.Folder}web-1.clef", "1");
        rig.Emulator.Faults.Next(OssOperation.List, Fault.HangBeforeApply);
        using (var left = new CancellationTokenSource())
        {
            var first = rig.Http.GetAsync("/logs/api/info", left.Token);
            await rig.Emulator.Faults.WhenHeldAsync().WithDeadline("a listing to be under way");

            var second = await rig.JsonAsync("/logs/api/info");

            Assert.Equal(("logs", 0, "The limit of 1 searches is reached."), (second.GetProperty("bucket").GetString(), second.GetProperty("hosts").GetArrayLength(), second.GetProperty("trouble").GetString()));
            Assert.Equal(1, rig.Emulator.Requests.CountOf(OssOperation.List));
            await left.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        }

        // A disconnected client releases its slot.
        await rig.Emulator.Faults.WhenNoneHeldAsync().WithDeadline("the listing to be cancelled");
    }

    [Theory]
    [InlineData("", "true", 2)]
    [InlineData("torn", "false", 2)]
    public async Task Whole_object_is_verified(string tail, string ok, int records)
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync($"{ViewerRig.Folder}web-1.clef", Encoding.UTF8.GetBytes(ViewerRig.Numbered(1) + ViewerRig.Numbered(2) + tail));

        var lines = await rig.LinesAsync($"/logs/api/objects/verify?key={ViewerRig.Folder}web-1.clef");

        Assert.Equal("progress", lines[0].GetProperty("k").GetString());
        var result = lines[^1];
        Assert.Equal("result", result.GetProperty("k").GetString());
        Assert.Equal(ok, result.GetProperty("ok").GetRawText());
        Assert.Equal(records, result.GetProperty("records").GetInt64());
        Assert.True(result.GetProperty("checksummed").GetBoolean());
        Assert.Equal(tail.Length > 0 ? 1 : 0, result.GetProperty("faults").GetArrayLength());
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest, "BadKey")]
    [InlineData("secret/passwords.txt", HttpStatusCode.BadRequest, "BadKey")]
    [InlineData("logs/none.clef", HttpStatusCode.NotFound, "NotFound")]
    public async Task Key_outside_the_prefix_is_rejected(string key, HttpStatusCode status, string code)
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync("secret/passwords.txt", "1");

        var fault = await rig.JsonAsync($"/logs/api/objects/verify?key={key}", status);

        Assert.Equal(code, fault.GetProperty("code").GetString());
        Assert.Equal(0, rig.Emulator.Requests.CountOf(OssOperation.Get));
    }

    [Fact]
    public async Task Object_is_not_verified_when_it_exceeds_the_byte_budget()
    {
        await using var rig = await ViewerRig.StartAsync(viewer => viewer.ByteBudgetBytes = 1024 * 1024);
        await rig.AppendAsync($"{ViewerRig.Folder}web-1.clef", new byte[1024 * 1024]);
        await rig.AppendAsync($"{ViewerRig.Folder}web-2.clef", new byte[1024 * 1024 + 1]);

        var within = await rig.LinesAsync($"/logs/api/objects/verify?key={ViewerRig.Folder}web-1.clef");
        rig.Emulator.Requests.Clear();
        var fault = await rig.JsonAsync($"/logs/api/objects/verify?key={ViewerRig.Folder}web-2.clef", HttpStatusCode.BadRequest);

        Assert.Equal("result", within[^1].GetProperty("k").GetString());
        Assert.Equal("TooLarge", fault.GetProperty("code").GetString());
        Assert.Contains("1048577 bytes", fault.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("logappend verify", fault.GetProperty("fix").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, rig.Emulator.Requests.CountOf(OssOperation.Get));
    }

    [Fact]
    public async Task Verification_stops_when_the_client_disconnects()
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync($"{ViewerRig.Folder}web-1.clef", ViewerRig.Numbered(1));
        rig.Emulator.Faults.Always(OssOperation.Get, Fault.HangBeforeApply);
        using (await rig.Http.GetAsync($"/logs/api/objects/verify?key={ViewerRig.Folder}web-1.clef", HttpCompletionOption.ResponseHeadersRead))
            await rig.Emulator.Faults.WhenHeldAsync().WithDeadline("the read to be under way");

        await rig.Emulator.Faults.WhenNoneHeldAsync().WithDeadline("the read to be cancelled");

        Assert.Equal(1, rig.Emulator.Requests.CountOf(OssOperation.Get));
    }
}
