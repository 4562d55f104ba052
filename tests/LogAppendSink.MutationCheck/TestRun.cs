using System.Globalization;
using System.Text.RegularExpressions;

namespace LogAppendSink.MutationCheck;

/// <summary>Runs tests on one mutant.</summary>
internal sealed partial class TestRun(ScratchTree tree)
{
    private const string SeedsVariable = "LOGAPPENDSINK_SIMULATION_SEEDS";
    private const string FirstSeedVariable = "LOGAPPENDSINK_SIMULATION_FIRST";
    private const string DeadlineVariable = "LOGAPPENDSINK_DEADLINE_SECONDS";

    /// <param name="tests">The tests.</param>
    /// <param name="number">The mutant; 0 for none.</param>
    /// <param name="timeLimit">Tests that take longer hang.</param>
    internal async Task<Verdict> RunAsync(TestSelection tests, int number, TimeSpan timeLimit)
    {
        var assembly = tree.PathOf($"tests/{tests.Project}/bin/Release/net10.0/{tests.Project}.dll");
        string[] filter = tests.Filter is null ? [] : ["--filter", tests.Filter];
        var environment = new Dictionary<string, string>
        {
            [ActiveMutant.Variable] = number.ToString(CultureInfo.InvariantCulture),
            [FirstSeedVariable] = "1",
            [DeadlineVariable] = "30", // Many mutants make a test wait until its deadline.
            [SeedsVariable] = Environment.GetEnvironmentVariable(SeedsVariable) ?? "2000",
        };
        var (exitCode, output) = await Commands.RunAsync(
            Path.GetDirectoryName(assembly)!, // It has one.
            "dotnet",
            ["test", assembly, .. filter, "--", "xUnit.StopOnFail=true"],
            timeLimit,
            environment,
            decides: line => FailedPattern().IsMatch(line));
        return VerdictOf(exitCode, output, timeLimit);
    }

    private static Verdict VerdictOf(int? exitCode, string output, TimeSpan timeLimit)
    {
        if (exitCode == 0)
            return PassedPattern().IsMatch(output) ? new Verdict(VerdictKind.Survived, "") : new Verdict(VerdictKind.Broken, "its tests do not exist");
        if (SeedPattern().Match(output) is { Success: true } seed)
            return new Verdict(VerdictKind.Killed, seed.Value);
        if (FailedPattern().Match(output) is { Success: true } failed)
            return new Verdict(VerdictKind.Killed, failed.Groups["test"].Value);
        if (exitCode is null)
            return new Verdict(VerdictKind.Killed, $"the time limit of {timeLimit.TotalSeconds:0} s");
        return output.Contains("Test host process crashed", StringComparison.Ordinal)
            ? new Verdict(VerdictKind.Killed, "a crash of the test host")
            : new Verdict(VerdictKind.Broken, output.Trim().Split('\n')[^1]);
    }

    [GeneratedRegex("Passed!.*Passed: +[1-9]")]
    private static partial Regex PassedPattern();

    [GeneratedRegex("Seed [0-9]+: .*")]
    private static partial Regex SeedPattern();

    [GeneratedRegex(@"[ .](?<test>[A-Za-z0-9_]+)(\([^\n]*\))? \[FAIL\]")]
    private static partial Regex FailedPattern();
}
