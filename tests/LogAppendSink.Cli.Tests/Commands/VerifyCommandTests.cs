using System.Globalization;
using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using Xunit;

namespace LogAppendSink.Cli.Tests.Commands;

public class VerifyCommandTests
{
    private static readonly string Line = ToolRig.Line(0, "Event");

    [Fact]
    public async Task Intact_objects_pass()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", Line + Line);
        await rig.Emulator.AppendDirectAsync("logs", "logs/b.clef.gz", (byte[])[.. ToolRig.Gzip(Line), .. ToolRig.Gzip(Line + Line)]);

        var run = await rig.RunAsync("verify logs/");

        Assert.Equal("", run.Error);
        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("ok     logs/a.clef  2 records\nok     logs/b.clef.gz  3 records\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("5 records: no faults\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blank_lines_and_leading_white_space_are_not_faults()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", $" {Line}\n  \t\n\t{Line}\uFEFF{Line}\r\n");

        var run = await rig.RunAsync("verify logs/");

        Assert.Contains("ok     logs/a.clef  3 records\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"@t\":\"yesterday\",\"@m\":\"m\"}\n", "byte {0}: a record of 27 bytes has no readable time")]
    [InlineData("{\"@t\":\"2026-0", "the last 13 bytes, from {0} on, are not a whole record: the line feed is missing")]
    [InlineData("nonsense\n", "byte {0}: a record of 8 bytes is not CLEF")]
    public async Task Torn_and_invalid_records_are_found(string added, string fault)
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", Line + added);

        var run = await rig.RunAsync("verify logs/");

        Assert.Equal(ExitCode.Faulty, run.ExitCode);
        Assert.Contains(string.Format(CultureInfo.InvariantCulture, fault, Line.Length), run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 faulty\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_gzip_member_is_found()
    {
        await using var rig = await ToolRig.StartAsync();
        var member = ToolRig.Gzip(Line);
        await rig.Emulator.AppendDirectAsync("logs", "logs/a.clef.gz", (byte[])[.. member, .. member[..^1]]);
        var changed = member.ToArray();
        changed[^5] ^= 1;
        await rig.Emulator.AppendDirectAsync("logs", "logs/b.clef.gz", (byte[])[.. member, .. changed, .. member]);

        var run = await rig.RunAsync("verify logs/");

        Assert.Contains($"the last {member.Length - 1} bytes, from {member.Length} on, are not a whole gzip member", run.Output, StringComparison.Ordinal);
        Assert.Contains($"         {member.Length} bytes, from {member.Length} on, are not a whole gzip member", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("2 faulty\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_bytes_are_found_by_the_checksum()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", Line);
        var file = Directory.EnumerateFiles(rig.Emulator.DataDirectory, "*", SearchOption.AllDirectories)
            .Single(path => new FileInfo(path).Length == Line.Length && File.ReadAllText(path) == Line);
        await File.WriteAllTextAsync(file, Line.Replace("Event", "Other", StringComparison.Ordinal));

        var run = await rig.RunAsync("verify logs/");

        Assert.Contains("the bytes have CRC-64 ", run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Faulty, run.ExitCode);
    }

    [Fact]
    public async Task Object_that_is_not_a_log_is_a_fault_and_the_others_are_verified()
    {
        await using var rig = await ToolRig.StartAsync();
        var film = new byte[65 * 1024 * 1024];
        await rig.Emulator.AppendDirectAsync("logs", "logs/a.film", film);
        await rig.AppendAsync("logs/b.clef", Line);

        var run = await rig.RunAsync("verify logs/");

        Assert.Equal(("", ExitCode.Faulty), (run.Error, run.ExitCode));
        Assert.Contains("FAULTY logs/a.film", run.Output, StringComparison.Ordinal);
        Assert.Contains("the record at byte 0 is longer than 67108864 bytes and is skipped", run.Output, StringComparison.Ordinal);
        Assert.Contains("ok     logs/b.clef  1 record\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Object_deleted_during_the_read_is_a_fault_and_the_others_are_verified()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", Line);
        await rig.AppendAsync("logs/b.clef", Line);
        rig.Emulator.Faults.Next(OssOperation.Get, Fault.DeletedBefore, keyContains: "a.clef");

        var run = await rig.RunAsync("verify logs/");

        Assert.Equal(("", ExitCode.Faulty), (run.Error, run.ExitCode));
        Assert.Contains("'logs/a.clef' was deleted while it was being read", run.Output, StringComparison.Ordinal);
        Assert.Contains("ok     logs/b.clef  1 record\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gaps_and_repeats_of_a_sequence_are_found_across_objects()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", Numbered(1, 2, 3));
        await rig.AppendAsync("logs/a-001.clef", Numbered(4, 6, 6, 7));

        var run = await rig.RunAsync("verify logs/ --sequence Number --writer Host");

        Assert.Contains("gap: Number 6 of web follows 4", run.Output, StringComparison.Ordinal);
        Assert.Contains("repeat: Number 6 of web follows 6", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 faulty\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gap_is_found_when_the_numbers_exceed_63_bits()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", string.Concat("18446744073709551613 18446744073709551615".Split(' ').Select(number => ToolRig.Line(0, "Event", properties: $"\"Number\":{number}"))));

        var run = await rig.RunAsync("verify logs/ --sequence Number");

        Assert.Contains("gap: Number 18446744073709551615 follows 18446744073709551613", run.Output, StringComparison.Ordinal);
    }

    private static string Numbered(params int[] numbers) =>
        string.Concat(numbers.Select(number => ToolRig.Line(0, "Event", properties: $"\"Number\":{number},\"Host\":\"web\"")));
}
