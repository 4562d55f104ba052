using System.Xml.Linq;
using Xunit;

namespace LogAppendSink.Conventions.Architecture;

/// <summary>Arrows point one way, and there are few of them.</summary>
public class DependencyTests
{
    [Theory]
    [InlineData("src/LogAppendSink/LogAppendSink.csproj", "")] // the base class library alone
    [InlineData("src/Serilog.Sinks.OssAppend/Serilog.Sinks.OssAppend.csproj", "LogAppendSink, Microsoft.Extensions.Configuration.Abstractions, Serilog, Serilog.Sinks.PeriodicBatching")]
    [InlineData("src/LogAppendSink.Extensions.Logging/LogAppendSink.Extensions.Logging.csproj", "LogAppendSink, Microsoft.Extensions.Diagnostics.HealthChecks, Microsoft.Extensions.Logging.Configuration")]
    [InlineData("src/LogAppendSink.Emulator/LogAppendSink.Emulator.csproj", "Microsoft.AspNetCore.App")] // it judges our requests, so it shares nothing with us
    [InlineData("src/LogAppendSink.Viewer/LogAppendSink.Viewer.csproj", "LogAppendSink, Microsoft.AspNetCore.App")]
    [InlineData("src/LogAppendSink.Cli/LogAppendSink.Cli.csproj", "LogAppendSink, LogAppendSink.Emulator, LogAppendSink.Viewer, Spectre.Console, System.CommandLine")]
    public void Package_references_exactly_what_the_design_allows(string project, string references) =>
        Assert.Equal(references, string.Join(", ", ReferencesOf(project)));

    [Theory]
    [InlineData("src/LogAppendSink/LogAppendSink.csproj", "net8.0")]
    [InlineData("src/Serilog.Sinks.OssAppend/Serilog.Sinks.OssAppend.csproj", "net8.0")]
    [InlineData("src/LogAppendSink.Extensions.Logging/LogAppendSink.Extensions.Logging.csproj", "net8.0")]
    [InlineData("src/LogAppendSink.Emulator/LogAppendSink.Emulator.csproj", "net10.0")]
    [InlineData("src/LogAppendSink.Viewer/LogAppendSink.Viewer.csproj", "net10.0")]
    [InlineData("src/LogAppendSink.Cli/LogAppendSink.Cli.csproj", "net10.0")]
    public void Libraries_run_on_older_frameworks_too(string project, string framework) =>
        Assert.Equal(framework, XDocument.Parse(Repository.Read(project)).Descendants("TargetFramework").Single().Value);

    [Fact]
    public void Solution_has_every_project()
    {
        var solution = Repository.Read("LogAppendSink.sln").Replace('\\', '/');

        // One needs a browser, and some hundred megabytes to drive it, one a running Ceph: .ci/browser and .ci/ceph run them, plain
        // `dotnet test` must do without. One compiles the engine again and rewrites it, and is run by hand.
        string[] leftOut =
        [
            "tests/LogAppendSink.Ceph.Tests/LogAppendSink.Ceph.Tests.csproj",
            "tests/LogAppendSink.Viewer.BrowserTests/LogAppendSink.Viewer.BrowserTests.csproj",
            "tests/LogAppendSink.Interleavings/LogAppendSink.Interleavings.csproj",
        ];
        Assert.All(leftOut, project => Assert.DoesNotContain(project, solution, StringComparison.Ordinal));
        Assert.All(Repository.Projects.Except(leftOut), project => Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal));
    }

    [Fact]
    public void Central_file_lists_every_version_once() =>
        Assert.All(Repository.Projects, project => Assert.Empty(XDocument.Parse(Repository.Read(project)).Descendants("PackageReference").Attributes("Version")));

    [Fact]
    public void Architecture_lists_every_package_once_when_it_is_in_the_central_file()
    {
        var packages = XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion")
            .Select(element => element.Attribute("Include")?.Value ?? "");
        var section = Repository.Read("docs/architecture.md").Split("\n## Dependencies")[1].Split("\n### ")[0];
        var rows = section.Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.Contains(", with net", StringComparison.Ordinal))
            .Select(line => line.Split('|')[1].Trim());

        Assert.Equal(packages.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> ReferencesOf(string project) => XDocument.Parse(Repository.Read(project))
        .Descendants()
        .Where(element => element.Name.LocalName is "ProjectReference" or "PackageReference" or "FrameworkReference")
        .Select(element => element.Attribute("Include")?.Value ?? "")
        .Select(include => include.EndsWith(".csproj", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(include) : include)
        .Order(StringComparer.Ordinal);
}
