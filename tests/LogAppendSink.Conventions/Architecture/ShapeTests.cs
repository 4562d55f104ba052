using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace LogAppendSink.Conventions.Architecture;

/// <summary>Limits of the size of types, files and lines. A type that exceeds them usually has a second responsibility.</summary>
public class ShapeTests
{
    private const int ParametersMax = 7;
    private const int LinesMax = 350;
    private const int CharactersMax = 140;

    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Theory]
    [InlineData("LogAppendSink")]
    [InlineData("LogAppendSink.Delivery")]
    [InlineData("LogAppendSink.Threading")]
    public void Constructors_have_at_most_7_parameters(string name)
    {
        var constructors = typeof(LogPipeline).Assembly.GetTypes()
            .Where(type => type.Namespace == name && !type.IsDefined(typeof(CompilerGeneratedAttribute)))
            .SelectMany(type => type.GetConstructors(Declared))
            .ToList();

        Assert.NotEmpty(constructors);
        Assert.All(constructors, constructor => Assert.InRange(constructor.GetParameters().Length, 0, ParametersMax));
    }

    [Theory]
    [InlineData("Delivery")]
    [InlineData("Threading")]
    public void Files_have_at_most_350_lines(string folder)
    {
        var files = Repository.Sources($"src/LogAppendSink/{folder}").ToList();

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.InRange(Repository.Read(file).Count(letter => letter == '\n'), 1, LinesMax));
    }

    [Fact]
    public void Lines_of_src_have_at_most_140_characters()
    {
        var files = Repository.Sources("src").ToList();
        var longLines = files.SelectMany(file => Repository.Read(file).Split('\n')
            .Select((line, index) => (Place: $"{file}:{index + 1}", line.TrimEnd('\r').Length))
            .Where(line => line.Length > CharactersMax)
            .Select(line => line.Place));

        Assert.NotEmpty(files);
        Assert.Empty(longLines);
    }
}
