using System.Text.RegularExpressions;
using LogAppendSink.Extensions.Logging.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests;

public sealed partial class ReadmeTests
{
    private static readonly string Readme = Read("README.md");

    [Fact]
    public void Documented_appsettings_start_the_provider_without_unknown_names()
    {
        var other = new ListProvider();
        using var json = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(
            JsonBlocks().Select(match => match.Groups[1].Value).Single(block => block.Contains("\"Logging\"", StringComparison.Ordinal))));
        var nowhere = new Dictionary<string, string?> { ["Logging:OssAppend:Endpoint"] = "http://127.0.0.1:9", ["Logging:OssAppend:Region"] = "cn-hangzhou" };
        var configuration = new ConfigurationBuilder().AddJsonStream(json).AddInMemoryCollection(nowhere).Build();
        using var services = Services.Build(configuration, logging => logging.AddProvider(other).AddOssAppend());

        services.Logger();

        Assert.Equal("acme-logs", services.GetRequiredService<IOptionsMonitor<OssAppendLoggerOptions>>().CurrentValue.Bucket);
        Assert.Empty(other.UnknownSettings);
    }

    [Fact]
    public void Documentation_has_the_settings_and_defaults_of_the_provider()
    {
        var own = typeof(OssAppendLoggerOptions).GetProperties(
            System.Reflection.BindingFlags.DeclaredOnly | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Instance);

        Assert.Equal(["FormatterName", "IncludeScopes"], own.Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Contains("`IncludeScopes` (default true)", Read("docs/front-ends.md"), StringComparison.Ordinal);
        Assert.Contains("`FormatterName` (default `clef`, or `text`)", Read("docs/front-ends.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Documentation_has_the_default_times_of_the_health_check()
    {
        var options = new OssAppendHealthOptions();

        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5)), (
            options.DegradedLag, options.DegradedAfterDrop, options.UnhealthyOutage));
        Assert.Contains(
            "The check is unhealthy after 5 minutes of failed delivery. It is degraded if the oldest event has waited for more than 1 minute,",
            Read("docs/operations.md").ReplaceLineEndings(" "),
            StringComparison.Ordinal);
    }

    private static string Read(string document) => File.ReadAllText(Path.Combine(RepositoryFiles.Root, document));

    private static MatchCollection JsonBlocks() => JsonBlock().Matches(Readme);

    [GeneratedRegex("```json\\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
