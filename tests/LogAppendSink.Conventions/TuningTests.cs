using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace LogAppendSink.Conventions;

/// <summary>The three profiles of docs/tuning.md start a pipeline with exactly those settings.</summary>
public sealed partial class TuningTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory().FullName;

    public static TheoryData<string> Profiles => new(Header());

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Profiles_in_the_document_exist(string profile)
    {
        var options = new OssAppendOptions { Endpoint = "http://127.0.0.1:9", Region = "cn-hangzhou", Bucket = "logs", AccessKeyId = "id", AccessKeySecret = "secret" };

        foreach (var (names, text) in Settings(profile))
            Set(options, names, text);

        using var pipeline = LogPipeline.Create(options); // Throws on settings that exclude each other.
        Assert.Equal(RecordCompression.Gzip, options.Compression);
    }

    [Fact]
    public void Three_profiles_have_their_settings()
    {
        Assert.Equal(3, Header().Count);
        Assert.All(Header(), profile => Assert.True(Settings(profile).Count >= 6));
    }

    private void Set(OssAppendOptions options, IReadOnlyList<string> names, string text)
    {
        foreach (var name in names)
        {
            var property = typeof(OssAppendOptions).GetProperty(name);
            Assert.NotNull(property);
            property.SetValue(options, Value(property.PropertyType, name, text) ?? property.GetValue(options));
        }
    }

    /// <summary>What the cell says of a setting; null where it says it in words.</summary>
    private object? Value(Type type, string name, string text)
    {
        if (name == nameof(OssAppendOptions.BufferPath))
            return Path.Combine(_directory, "spool");
        if (type.IsEnum)
            return Enum.Parse(type, Quoted().Match(text).Groups[1].Value);
        if (Quantity().Match(text) is not { Success: true } quantity)
            return null;

        var value = double.Parse(quantity.Groups[1].Value, CultureInfo.InvariantCulture);
        return quantity.Groups[2].Value switch
        {
            "s" => TimeSpan.FromSeconds(value),
            "min" => TimeSpan.FromMinutes(value),
            var unit => Convert.ChangeType(value * (1L << (unit switch { "KiB" => 10, "MiB" => 20, _ => 30 })), type, CultureInfo.InvariantCulture),
        };
    }

    private static List<string> Header() => [.. Rows()[0].Skip(1)];

    /// <summary>Rows that begin with names of settings; what the profile is comes before them, in words.</summary>
    private static List<(IReadOnlyList<string> Names, string Text)> Settings(string profile)
    {
        var column = Header().IndexOf(profile) + 1;
        return [.. Rows().Where(row => row[0].StartsWith('`')).Select(row =>
            ((IReadOnlyList<string>)[.. Quoted().Matches(row[0]).Select(match => match.Groups[1].Value)], row[column]))];
    }

    private static List<string[]> Rows() => [.. Repository.Read("docs/tuning.md").Split("## Profiles")[1].Split("\n## ")[0]
        .Split('\n')
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
        .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))];

    [GeneratedRegex("`([A-Za-z]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"([\d.]+) (s|min|KiB|MiB|GiB)\b")]
    private static partial Regex Quantity();
}
