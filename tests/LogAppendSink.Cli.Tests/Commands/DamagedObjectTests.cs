using Xunit;

namespace LogAppendSink.Cli.Tests.Commands;

/// <summary>
/// Objects that other programs have written or damaged; some are files in <c>Cases</c>. Their content, not their name, decides how they are
/// read.
/// </summary>
public class DamagedObjectTests
{
    private const string One = "{\"@t\":\"2026-03-01T07:00:00Z\",\"@mt\":\"gz {N}\",\"N\":1}\n";
    private const string Two = "{\"@t\":\"2026-03-01T07:00:00Z\",\"@mt\":\"gz {N}\",\"N\":2}\n";

    [Theory]
    [InlineData("nameless-gzip.clef", "")]
    [InlineData("plain.clef.gz", "")]
    [InlineData("garbage.clef.gz", "13 bytes, from 66 on, are not gzip")]
    [InlineData("gz-then-plain.clef.gz", "the last 51 bytes, from 66 on, are not gzip; a plain record among them is read")]
    public async Task Both_records_are_printed_and_damage_is_reported_by_every_command(string name, string damage)
    {
        await using var rig = await ToolRig.StartAsync();
        var stored = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Cases", name));
        await rig.Emulator.AppendDirectAsync("logs", $"logs/{name}", stored);
        var code = damage.Length == 0 ? ExitCode.Success : ExitCode.Faulty;
        var error = damage.Length == 0 ? "" : $"logappend: 'logs/{name}': {damage}.\n";

        foreach (var command in new[] { "cat", "cat --level Verbose", "cat --since 2026-03-01", "cat --grep gz", "tail" })
        {
            var run = await rig.RunAsync([.. command.Split(' '), $"logs/{name}"]);

            Assert.Equal((command, One + Two, error, code), (command, run.Output, run.Error, run.ExitCode));
        }

        var verified = await rig.RunAsync("verify logs/");
        Assert.Equal(("", code), (verified.Error, verified.ExitCode));
        Assert.Contains($"logs/{name}  2 records\n{(damage.Length == 0 ? "" : $"         {damage}\n")}", verified.Output, StringComparison.Ordinal);
        Assert.Equal(stored, (await rig.RunAsync($"cat --raw logs/{name}")).Bytes);
    }

    [Fact]
    public async Task Readable_part_is_printed_and_the_cut_reported_when_a_member_is_cut()
    {
        await using var rig = await ToolRig.StartAsync();
        var (whole, cut) = (ToolRig.Gzip(One), ToolRig.Gzip(One + Two)[..^6]);
        await rig.Emulator.AppendDirectAsync("logs", "logs/a.clef", (byte[])[.. whole, .. cut]);

        foreach (var command in new[] { "cat logs/a.clef", "tail logs/" })
        {
            var run = await rig.RunAsync(command);

            Assert.Equal((One + One + Two, ExitCode.Faulty), (run.Output, run.ExitCode));
            Assert.Equal($"logappend: 'logs/a.clef': the last {cut.Length} bytes, from {whole.Length} on, are not a whole gzip member.\n", run.Error);
        }
    }

    [Fact]
    public async Task Torn_record_before_damage_does_not_merge_with_the_next_one()
    {
        await using var rig = await ToolRig.StartAsync();
        byte[] stored = [.. ToolRig.Gzip(One + "{\"@t\":\"2026-03-0"), .. "garbage"u8, .. ToolRig.Gzip(Two)];
        await rig.Emulator.AppendDirectAsync("logs", "logs/a.clef", stored);

        var run = await rig.RunAsync("cat logs/a.clef");

        Assert.Equal((One + "{\"@t\":\"2026-03-0\n" + Two, ExitCode.Faulty), (run.Output, run.ExitCode));
    }

    [Fact]
    public async Task Exit_code_is_of_the_unreadable_object_when_the_others_are_printed()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.Emulator.AppendDirectAsync("logs", "logs/a.clef.gz", (byte[])[.. ToolRig.Gzip(One), .. "garbage"u8]);
        await rig.RunAsync(["append", rig.WriteFile("old", One), "logs/b.clef", "--storage-class", "Archive"]);
        await rig.AppendAsync("logs/c.clef", Two);

        var run = await rig.RunAsync("cat logs/");

        Assert.Equal((One + Two, ExitCode.Failed), (run.Output, run.ExitCode));
        Assert.Contains("'logs/a.clef.gz': the last 7 bytes", run.Error, StringComparison.Ordinal);
        Assert.Contains("InvalidObjectState", run.Error, StringComparison.Ordinal);
    }
}
