using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Cli.Tests.Commands;

public class SpoolCommandTests
{
    [Fact]
    public async Task Spool_of_a_dead_process_is_counted()
    {
        await using var rig = await ToolRig.StartAsync();
        await LeaveAsync(rig, records: 5);

        var run = await rig.RunAsync("spool left");

        Assert.Equal(("", ExitCode.Success), (run.Error, run.ExitCode));
        Assert.Matches(@"Records +5 *\n", run.Output);
        Assert.Matches(@"Pending +5 \(\d+ B\) *\n", run.Output);
        Assert.Matches(@"Delivered +0 records", run.Output);
    }

    [Fact]
    public async Task Inspection_changes_no_file()
    {
        await using var rig = await ToolRig.StartAsync();
        await LeaveAsync(rig, records: 5);
        var before = Snapshot(rig);

        await rig.RunAsync("spool left");
        await rig.RunAsync("spool export left");

        Assert.Equal(before, Snapshot(rig));
    }

    [Fact]
    public async Task Export_writes_the_undelivered_records_unchanged()
    {
        await using var rig = await ToolRig.StartAsync();
        await LeaveAsync(rig, records: 3);

        var run = await rig.RunAsync("spool export left");

        Assert.Equal("{\"n\":0}\n{\"n\":1}\n{\"n\":2}\n", run.Output);
        Assert.Equal("logappend: 3 records.\n", run.Error);
    }

    [Fact]
    public async Task Deliver_stores_a_spool_once()
    {
        await using var rig = await ToolRig.StartAsync();
        await LeaveAsync(rig, records: 3);

        var first = await rig.RunAsync("spool deliver left --object-key logs/web.clef --rolling-interval Infinite");
        var second = await rig.RunAsync("spool deliver left --object-key logs/web.clef --rolling-interval Infinite");

        Assert.Equal(ExitCode.Success, first.ExitCode);
        Assert.Equal("3 events delivered, the last to 'logs/web.clef'\n", first.Output);
        Assert.Equal("0 events delivered\n", second.Output);
        Assert.Equal("{\"n\":0}\n{\"n\":1}\n{\"n\":2}\n", rig.Held("logs/web.clef"));
        Assert.Matches(@"Pending +0 ", (await rig.RunAsync("spool left")).Output);
        Assert.Equal("logappend: 0 records.\n", (await rig.RunAsync("spool export left")).Error);
    }

    [Theory]
    [InlineData(true)] // stored, but the response was lost
    [InlineData(false)]
    public async Task Append_in_doubt_is_shown_and_resolved_by_the_delivery(bool isStored)
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Emulator.Faults.Next(OssOperation.Append, isStored ? Fault.HangAfterApply : Fault.HangBeforeApply);
        await using (var owner = LogPipeline.Create(Options(rig, rig.Emulator.Endpoint.ToString())))
        {
            Write(owner, records: 3);
            await rig.Emulator.Faults.WhenHeldAsync().WithDeadline("the append to be held");
        }

        var look = await rig.RunAsync("spool left");
        rig.Emulator.Faults.ReleaseHeld();
        var delivered = await rig.RunAsync("spool deliver left --object-key logs/web.clef --rolling-interval Infinite");
        var after = await rig.RunAsync("spool left");

        Assert.Equal(("", ExitCode.Success), (look.Error, look.ExitCode));
        Assert.Matches(@"In doubt +an append of \d+ bytes at position 0 of 'logs/web.clef', records 0 to \d; the next delivery resolves it", look.Output);
        Assert.Equal(ExitCode.Success, delivered.ExitCode);
        Assert.Equal("{\"n\":0}\n{\"n\":1}\n{\"n\":2}\n", rig.Held("logs/web.clef"));
        Assert.DoesNotContain("In doubt", after.Output, StringComparison.Ordinal);
        Assert.Matches(@"Pending +0 ", after.Output);
    }

    [Fact]
    public async Task Segment_without_a_header_is_not_damage_when_its_owner_is_creating_it()
    {
        await using var rig = await ToolRig.StartAsync();
        await LeaveAsync(rig, records: 1);
        rig.WriteFile(Path.Combine("left", "spool-001", "999998.segment"), "");
        rig.WriteFile(Path.Combine("left", "spool-001", "999999.segment"), new string('\0', 10_000));

        var look = await rig.RunAsync("spool left");

        Assert.Equal(("", ExitCode.Success), (look.Error, look.ExitCode));
    }

    [Fact]
    public async Task Spool_is_readable_but_not_deliverable_while_its_owner_runs()
    {
        await using var rig = await ToolRig.StartAsync();
        await using (var owner = LogPipeline.Create(Options(rig, "http://127.0.0.1:1")))
        {
            Write(owner, records: 3);

            var look = await rig.RunAsync("spool left");
            var export = await rig.RunAsync("spool export left");
            var delivered = await rig.RunAsync("spool deliver left --object-key logs/web.clef --rolling-interval Infinite");

            Assert.Equal(("", ExitCode.Success), (look.Error, look.ExitCode));
            Assert.Matches(@"Pending +3 ", look.Output);
            Assert.Equal("{\"n\":0}\n{\"n\":1}\n{\"n\":2}\n", export.Output);
            Assert.Equal("0 events delivered\n", delivered.Output);
            Assert.Empty(rig.Emulator.ListKeys("logs"));
            Assert.True(owner.TryWrite("{\"n\":3}"u8, RecordLevel.Information));
        }

        var last = await rig.RunAsync("spool deliver left --object-key logs/web.clef --rolling-interval Infinite");

        Assert.Equal("4 events delivered, the last to 'logs/web.clef'\n", last.Output);
    }

    [Fact]
    public async Task Object_key_comes_from_the_settings_file()
    {
        await using var rig = await ToolRig.StartAsync();
        await LeaveAsync(rig, records: 1);
        rig.WriteFile("appsettings.json", """{ "Logging": { "OssAppend": { "ObjectKey": "app/{Application}.clef", "Application": "shop", "RollingInterval": "Infinite" } } }""");

        var run = await rig.RunAsync("spool deliver left");

        Assert.Equal("1 events delivered, the last to 'app/shop.clef'\n", run.Output);
    }

    [Theory]
    [InlineData("spool deliver left", "ObjectKey is unknown")]
    [InlineData("spool deliver left --object-key logs/{Application}.clef", "set it with --application")]
    [InlineData("spool", "the directory of the spool is missing")]
    public async Task Missing_object_key_is_reported_with_the_option(string commandLine, string reason)
    {
        await using var rig = await ToolRig.StartAsync();
        await LeaveAsync(rig, records: 1);

        var run = await rig.RunAsync(commandLine);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_is_reported_and_the_other_records_are_exported()
    {
        await using var rig = await ToolRig.StartAsync();
        await LeaveAsync(rig, records: 3);
        var segment = Directory.GetFiles(Path.Combine(rig.WorkingDirectory, "left", "spool-001"), "*.segment").Single(HoldsRecord);
        var bytes = await File.ReadAllBytesAsync(segment);
        bytes[bytes.AsSpan().IndexOf("{\"n\":1}"u8)] ^= 1;
        await File.WriteAllBytesAsync(segment, bytes);

        var look = await rig.RunAsync("spool left");
        var export = await rig.RunAsync("spool export left");

        Assert.Equal(ExitCode.Faulty, look.ExitCode);
        Assert.Matches(@"Missing +1 records *\n", look.Output);
        Assert.Matches(@"Damage +.* that are not a record", look.Output);
        Assert.Equal(("{\"n\":0}\n{\"n\":2}\n", ExitCode.Faulty), (export.Output, export.ExitCode));
    }

    [Theory]
    [InlineData("spool left")]
    [InlineData("spool export left")]
    public async Task Spool_of_a_later_release_is_reported_and_not_changed(string commandLine)
    {
        await using var rig = await ToolRig.StartAsync();
        await LeaveAsync(rig, records: 1);
        var file = Path.Combine(rig.WorkingDirectory, "left", "spool-001", "checkpoint");
        var bytes = await File.ReadAllBytesAsync(file);
        for (var page = 0; page < bytes.Length; page += 4096)
            MakeOfVersion4(bytes.AsSpan(page, 4096));
        await File.WriteAllBytesAsync(file, bytes);

        var run = await rig.RunAsync(commandLine);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Matches("^logappend: '.*' has spool format 4; this release knows up to 3\\.", run.Error);
    }

    [Fact]
    public async Task New_object_has_the_attributes_of_the_settings_file()
    {
        await using var rig = await ToolRig.StartAsync();
        await LeaveAsync(rig, records: 1);
        rig.WriteFile("appsettings.json", """
            { "OssAppend": { "ObjectKey": "app/shop.clef", "RollingInterval": "Infinite", "ContentType": "text/x-shop", "StorageClass": "IA", "ServerSideEncryption": "AES256", "ObjectAcl": "private" } }
            """);

        await rig.RunAsync("spool deliver left");

        var described = (await rig.RunAsync("meta app/shop.clef")).Output + (await rig.RunAsync("stat app/shop.clef")).Output;
        Assert.Matches(@"Content type +text/x-shop *\n", described);
        Assert.Matches(@"Storage class +IA *\n", described);
        Assert.Matches(@"Encryption +AES256 *\n", described);
        Assert.Matches(@"ACL +private *\n", described);
    }

    [Fact]
    public async Task Directory_without_a_spool_is_reported()
    {
        await using var rig = await ToolRig.StartAsync();
        Directory.CreateDirectory(Path.Combine(rig.WorkingDirectory, "left"));

        Assert.Equal(ExitCode.NotFound, (await rig.RunAsync("spool left")).ExitCode);
        Assert.Equal(ExitCode.NotFound, (await rig.RunAsync("spool deliver right --object-key a")).ExitCode);
    }

    /// <summary>Creates a spool in the directory <c>left</c>, from a process that could not reach its store.</summary>
    private static async Task LeaveAsync(ToolRig rig, int records)
    {
        await using var pipeline = LogPipeline.Create(Options(rig, "http://127.0.0.1:1"));
        Write(pipeline, records);
    }

    private static void Write(LogPipeline pipeline, int records)
    {
        for (var number = 0; number < records; number++)
            Assert.True(pipeline.TryWrite(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"n\":{number}}}")), RecordLevel.Information));
    }

    private static OssAppendOptions Options(ToolRig rig, string endpoint) => new()
    {
        Endpoint = endpoint,
        Region = rig.Emulator.Options.Region,
        Bucket = "logs",
        AccessKeyId = rig.Emulator.Options.AccessKeyId,
        AccessKeySecret = rig.Emulator.Options.AccessKeySecret,
        ObjectKey = "logs/web.clef",
        RollingInterval = ObjectRollingInterval.Infinite,
        BufferPath = Path.Combine(rig.WorkingDirectory, "left"),
        BufferSizeLimitBytes = 8 * 1024 * 1024,
        ShutdownTimeout = TimeSpan.Zero,
    };

    /// <summary>Reads a checkpoint page in the layout of docs/spool-format.md; empty if the page was never written.</summary>
    private static void MakeOfVersion4(Span<byte> page)
    {
        var usedBytes = BinaryPrimitives.ReadInt32LittleEndian(page[12..]) - sizeof(uint);
        if (usedBytes < 0)
            return;
        BinaryPrimitives.WriteUInt32LittleEndian(page[8..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(page[usedBytes..], Checksums.Crc32C.Append(0, page[..usedBytes]));
    }

    private static bool HoldsRecord(string path) => File.ReadAllBytes(path).AsSpan().IndexOf("{\"n\":1}"u8) >= 0;

    private static Dictionary<string, string> Snapshot(ToolRig rig) => Directory
        .GetFiles(Path.Combine(rig.WorkingDirectory, "left"), "*", SearchOption.AllDirectories)
        .ToDictionary(path => path, path => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))));
}
