using System.Globalization;
using Xunit;

namespace LogAppendSink.Conventions;

public class ReadmeTests
{
    private static readonly string Readme = Repository.Read("README.md");

    [Fact]
    public void Ten_lines_of_the_readme_equal_the_compiled_and_tested_ones() =>
        Assert.Contains($"```csharp\n{Repository.Read("samples/QuickStart/Program.cs")}```", Readme, StringComparison.Ordinal);

    [Fact]
    public void Table_of_settings_lists_exactly_all_settings()
    {
        var settings = typeof(OssAppendOptions).GetProperties().Select(property => property.Name);
        var rows = SettingRows().SelectMany(row => Quoted(row.Names));

        Assert.Equal(settings.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Table_of_settings_shows_their_defaults()
    {
        var options = new OssAppendOptions();

        Assert.All(typeof(OssAppendOptions).GetProperties(), property =>
        {
            // The table describes null defaults in words.
            if (DefaultText(property.GetValue(options)) is { } expected)
                Assert.Contains(expected, SettingRows().Single(row => Quoted(row.Names).Contains(property.Name)).Default, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("dotnet run --project samples/WebApp")]
    [InlineData("dotnet test")]
    public void Readme_has_the_command(string command) =>
        Assert.Contains($"```sh\n{command}\n```", Readme, StringComparison.Ordinal);

    private static IEnumerable<(string Names, string Default)> SettingRows() => Repository.Read("docs/settings.md")
        .Split('\n')
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Split('|'))
        .Select(cells => (cells[1], cells[2]));

    private static IEnumerable<string> Quoted(string cell) =>
        System.Text.RegularExpressions.Regex.Matches(cell, "`([^`]+)`").Select(match => match.Groups[1].Value);

    /// <summary>A default as the table writes it; null if the table describes it in words.</summary>
    private static string? DefaultText(object? value) => value switch
    {
        string or Enum => $"`{value}`",
        bool flag => flag ? "true" : "false",
        TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s"),
        int or long => SizeText(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        _ => null,
    };

    private static string SizeText(long bytes) => bytes switch
    {
        _ when bytes % (1L << 30) == 0 => $"{bytes >> 30} GiB",
        _ when bytes % (1L << 20) == 0 => $"{bytes >> 20} MiB",
        _ when bytes % (1L << 10) == 0 => $"{bytes >> 10} KiB",
        _ => bytes.ToString("N0", CultureInfo.InvariantCulture),
    };

    [Fact]
    public void Readme_is_within_its_length_limit() => Assert.InRange(Readme.Split('\n').Length, 100, 320);
}
