using System.Diagnostics;
using System.Globalization;

namespace LogAppendSink.MutationCheck;

/// <summary>Builds the engine once, with all mutants in it, and runs the tests of each.</summary>
internal sealed class MutationCheck(string repository, CheckOptions options)
{
    internal const string MutantsDirectory = "tests/LogAppendSink.MutationCheck/mutants";

    private const string TestSupport = "LogAppendSink.TestSupport";

    private const int TimeLimitFactor = 3;

    private static readonly TimeSpan ShortestTimeLimit = TimeSpan.FromSeconds(
        int.Parse(Environment.GetEnvironmentVariable("MUTATION_CHECK_TIME_LIMIT_SECONDS") ?? "300", CultureInfo.InvariantCulture));

    // Projects outside tests that the test projects refer to.
    private static readonly string[] Referenced = ["samples/CustomStore", "src/Serilog.Sinks.OssAppend"];

    private readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = options.Jobs };
    private readonly Dictionary<string, List<string>> _testTexts = [];
    private readonly Results _results = new(options.ResultsPath);
    private readonly long _startedAt = Stopwatch.GetTimestamp();

    /// <returns>Whether every mutant was killed; or, if they are only checked, whether each fits and compiles.</returns>
    internal async Task<bool> RunAsync()
    {
        using var tree = new ScratchTree();
        var mutants = Selected().Where(mutant => !_results.Finished.Contains(mutant.Name)).ToList();
        var projects = mutants.Select(mutant => mutant.KilledBy.Project).Distinct().ToList();
        await tree.CopyAsync(
            repository, options.IsCheckOnly ? [] : [.. projects.Append(TestSupport).Select(project => $"tests/{project}"), .. Referenced]);

        var fitting = await BuildAsync(tree, mutants);
        if (options.IsCheckOnly)
        {
            Console.WriteLine($"{fitting.Count} mutants fit the code, {_results.Count(VerdictKind.Broken)} do not. {Elapsed}");
            return _results.IsClean;
        }

        foreach (var project in projects)
            await tree.BuildAsync($"tests/{project}");
        Console.WriteLine($"Built with {fitting.Count} mutants. {Elapsed}");

        var run = new TestRun(tree);
        var timeLimit = await RequirePassingAsync(run, fitting.Values.Select(mutant => mutant.KilledBy).Distinct());
        await Parallel.ForEachAsync(fitting, _parallel, async (numbered, _) =>
        {
            var startedAt = Stopwatch.GetTimestamp();
            var verdict = await run.RunAsync(numbered.Value.KilledBy, numbered.Key, timeLimit);
            _results.Add(numbered.Value, verdict, Stopwatch.GetElapsedTime(startedAt));
        });
        Console.WriteLine($"{_results.Count(VerdictKind.Killed)} killed, {_results.Count(VerdictKind.Survived)} survived, {_results.Count(VerdictKind.Broken)} broken. {Elapsed}");
        return _results.IsClean;
    }

    private string Elapsed => string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(_startedAt).TotalSeconds:0} s.");

    private List<Mutant> Selected()
    {
        var all = MutantFile.ReadAll(Path.Combine(repository, MutantsDirectory));
        var unknown = options.Names.Except(all.Select(mutant => mutant.Name)).ToList();
        if (unknown.Count > 0)
            throw new MutantException($"Unknown mutant '{unknown[0]}'. The mutants are the files of {MutantsDirectory}.");
        return
        [
            .. all.Where(mutant => options.Names.Count == 0 || options.Names.Contains(mutant.Name))
                .Select(mutant => mutant with { KilledBy = options.Tests ?? mutant.KilledBy }),
        ];
    }

    /// <summary>Builds the engine with all mutants; those that do not fit or compile are reported and left out.</summary>
    private async Task<Dictionary<int, Mutant>> BuildAsync(ScratchTree tree, List<Mutant> mutants)
    {
        var source = EngineSource.Read(Path.Combine(repository, ScratchTree.Engine));
        var fitting = new Dictionary<int, Mutant>();
        foreach (var mutant in mutants)
        {
            try
            {
                RequireTests(mutant);
                source.Add(mutant, fitting.Count + 1);
                fitting.Add(fitting.Count + 1, mutant);
            }
            catch (MutantException exception)
            {
                _results.Add(mutant, new Verdict(VerdictKind.Broken, exception.Message), TimeSpan.Zero);
            }
        }

        await tree.WriteAsync(repository, source);
        var errors = await tree.BuildAsync(ScratchTree.Engine);
        if (errors.Count == 0)
            return fitting;

        foreach (var mutant in fitting.Values.Where(mutant => errors.ContainsKey(mutant.Name)))
            _results.Add(mutant, new Verdict(VerdictKind.Broken, $"does not compile: {errors[mutant.Name]}"), TimeSpan.Zero);
        return await BuildAsync(tree, [.. fitting.Values.Where(mutant => !errors.ContainsKey(mutant.Name))]);
    }

    private void RequireTests(Mutant mutant)
    {
        var (project, filter) = mutant.KilledBy;
        if (!_testTexts.TryGetValue(project, out var texts))
        {
            var directory = Path.Combine(repository, "tests", project);
            _testTexts[project] = texts = Directory.Exists(directory) ? [.. Directory.GetFiles(directory, "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)] : [];
        }

        // The filter names a class, a method or a namespace.
        if (filter is not null && !texts.Exists(text => filter.Split('~', '=')[^1].Split('.').All(text.Contains)))
            throw new MutantException($"the tests that it names do not exist: {project} {filter}");
    }

    /// <summary>Without a mutant every test must pass, or its failure would prove nothing.</summary>
    /// <returns>How long tests may take on this machine.</returns>
    private async Task<TimeSpan> RequirePassingAsync(TestRun run, IEnumerable<TestSelection> selections)
    {
        var startedAt = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(selections.GroupBy(tests => tests.Project), _parallel, async (project, _) =>
        {
            // One run of all that the project's mutants name.
            var filter = project.Any(tests => tests.Filter is null) ? null : string.Join('|', project.Select(tests => tests.Filter));
            var verdict = await run.RunAsync(new TestSelection(project.Key, filter), number: 0, Timeout.InfiniteTimeSpan);
            if (verdict.Kind != VerdictKind.Survived)
                throw new MutantException($"The tests of {project.Key} do not pass without a mutant: {verdict.Text}");
        });

        Console.WriteLine($"Without a mutant all tests pass. {Elapsed}");
        var passing = Stopwatch.GetElapsedTime(startedAt);
        return passing * TimeLimitFactor > ShortestTimeLimit ? passing * TimeLimitFactor : ShortestTimeLimit;
    }
}
