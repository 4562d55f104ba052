using Xunit;

namespace LogAppendSink.Cli.Tests.Commands;

public class MetaCommandTests
{
    [Fact]
    public async Task Meta_changes_and_shows_tags_and_ACL()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("film.ts", "123");

        await rig.RunAsync("meta film.ts --tag a=1 --tag b=2 --acl private");
        var run = await rig.RunAsync("meta film.ts --tag b=3 --remove-tag a");

        Assert.Equal("", run.Error);
        Assert.Contains("private", run.Output, StringComparison.Ordinal);
        Assert.Contains("Tag b  ", run.Output, StringComparison.Ordinal);
        Assert.Contains("3", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Tag a  ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Last_tag_can_be_removed()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("film.ts", "123");
        await rig.RunAsync("meta film.ts --tag a=1");

        var run = await rig.RunAsync("meta film.ts --remove-tag a");

        Assert.Equal(("", ExitCode.Success), (run.Error, run.ExitCode));
        Assert.DoesNotContain("Tag a", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Meta_changes_only_the_metadata()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.WriteFile("film.ts", "123");
        await rig.RunAsync("append film.ts film.ts --meta origin=north --meta old=1 --content-type video/mp2t --acl private --tag keep=1y");

        var run = await rig.RunAsync("meta film.ts --set Camera=7 --remove old");

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("copying 'film.ts' onto itself", run.Error, StringComparison.Ordinal);
        foreach (var kept in new[] { "Metadata camera", "Metadata origin", "north", "video/mp2t", "private", "Tag keep" })
            Assert.Contains(kept, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Metadata old", run.Output, StringComparison.Ordinal);
        Assert.Equal("123", rig.Held("film.ts"));
        rig.WriteFile("film.ts", "12345");
        Assert.Equal(ExitCode.Success, (await rig.RunAsync("append film.ts film.ts")).ExitCode);
    }

    [Theory]
    [InlineData("meta film.ts --set no_such=1", "use only letters, digits and '-'")]
    [InlineData("meta film.ts --acl everybody", "everybody")]
    [InlineData("meta film.ts --set nothing", "'nothing' is invalid; write name=value.")]
    public async Task Invalid_change_is_refused_before_any_request(string commandLine, string reason)
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("film.ts", "123");

        var run = await rig.RunAsync(commandLine);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.Equal(0, rig.Emulator.Requests.TotalCount);
    }
}
