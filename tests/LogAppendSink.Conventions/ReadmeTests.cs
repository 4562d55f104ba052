using Xunit;

namespace LogAppendSink.Conventions;

public class ReadmeTests
{
    private static readonly string Readme = Repository.Read("README.md");

    [Fact]
    public void The_ten_lines_are_those_that_are_compiled_and_tested() =>
        Assert.Contains($"```csharp\n{Repository.Read("samples/QuickStart/Program.cs")}```", Readme, StringComparison.Ordinal);

    [Fact]
    public void The_table_of_settings_has_them_all()
    {
        var settings = typeof(OssAppendOptions).GetProperties().Select(property => property.Name);

        Assert.All(settings, setting => Assert.Contains($"`{setting}`", Readme, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("dotnet run --project samples/WebApp")]
    [InlineData("dotnet test")]
    public void The_front_door_has_its_two_commands(string command) =>
        Assert.Contains($"```sh\n{command}\n```", Readme, StringComparison.Ordinal);

    [Fact]
    public void Its_links_to_files_lead_somewhere()
    {
        var links = System.Text.RegularExpressions.Regex.Matches(Readme, "\\]\\((?!https?:)([^)#]+)\\)").Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(Path.Exists(Path.Combine(Repository.Root.FullName, link)), $"README.md links to '{link}', which is not there."));
    }
}
