using System.Globalization;

namespace LogAppendSink.MutationCheck;

/// <summary>The options of the command line.</summary>
internal sealed record CheckOptions
{
    internal const string Help = """
        Breaks one rule of the engine at a time, by the files in mutants/, and proves that the tests that each of them names notice it.

          mutation-check                  all mutants
          mutation-check NAME…            those named
          mutation-check --check          only checks that each mutant fits the code and compiles
          mutation-check --jobs N         runs N at a time (half of the processors by default)
          mutation-check --tests TESTS    runs these tests instead of those that a mutant names, for example "LogAppendSink.Tests FullyQualifiedName~Spool"
          mutation-check --plant DIRECTORY FILES…   writes the engine with the mutants in FILES to DIRECTORY, and checks nothing
          mutation-check --results FILE   adds each result to FILE, and leaves out the mutants that it names: an interrupted check resumes

        All mutants are compiled into one build of a copy of the repository; an environment variable selects one at run time.
        LOGAPPENDSINK_SIMULATION_SEEDS sets how many seeds each simulation gets (2,000 by default),
        MUTATION_CHECK_TIME_LIMIT_SECONDS how long the tests of one mutant may take at least (300 s by default). A mutant hangs if it takes
        longer than that, and than three times what all tests take without a mutant.
        """;

    internal IReadOnlyList<string> Names { get; private init; } = [];

    internal bool IsCheckOnly { get; private init; }

    internal bool IsHelp { get; private init; }

    internal int Jobs { get; private init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>The tests to run in place of those that each mutant names.</summary>
    internal TestSelection? Tests { get; private init; }

    internal string? ResultsPath { get; private init; }

    /// <summary>Where the engine is written with its mutants, for a build of another kind; null if mutants are checked.</summary>
    internal string? PlantPath { get; private init; }

    internal static CheckOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new CheckOptions();
        for (var index = 0; index < arguments.Count; index++)
        {
            options = arguments[index] switch
            {
                "--help" => options with { IsHelp = true },
                "--check" => options with { IsCheckOnly = true },
                "--jobs" => options with { Jobs = int.TryParse(ValueOf(ref index), CultureInfo.InvariantCulture, out var jobs) && jobs > 0 ? jobs : throw new MutantException("--jobs needs a number of at least 1.") },
                "--tests" => options with { Tests = TestSelection.Parse(ValueOf(ref index)) },
                "--plant" => options with { PlantPath = Path.GetFullPath(ValueOf(ref index)) },
                "--results" => options with { ResultsPath = Path.GetFullPath(ValueOf(ref index)) },
                ['-', ..] => throw new MutantException($"Unknown option '{arguments[index]}'. --help lists the options."),
                var name => options with { Names = [.. options.Names, name] },
            };
        }

        return options;

        string ValueOf(ref int index) => ++index < arguments.Count ? arguments[index] : throw new MutantException($"{arguments[index - 1]} needs a value.");
    }
}
