using Xunit;

namespace LogAppendSink.Fuzz;

/// <summary>The first seeds of each target; longer: <c>dotnet run -c Release --project tests/LogAppendSink.Fuzz -- all 600</c>.</summary>
public class FuzzTests
{
    public static TheoryData<string> Names => new(FuzzTargets.All.Select(target => target.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Bytes_that_others_wrote_end_in_a_result_or_in_the_documented_exception(string name)
    {
        var target = FuzzTargets.All.Single(target => target.Name == name);

        var faults = Enumerable.Range(1, target.TestRuns).Select(seed => FuzzRun.Fault(target, seed)).OfType<string>().Take(3).ToList();

        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }

    [Fact]
    public void Seed_reproduces_its_input() =>
        Assert.All(FuzzTargets.All, target => Assert.Equal(Mutator.Input(target, seed: 4711), Mutator.Input(target, seed: 4711)));

    [Fact]
    public void Fault_is_reported_with_its_seed_when_a_target_throws()
    {
        var target = new FuzzTarget("none", [[1]], [], _ => throw new InvalidOperationException("reported"));

        Assert.Contains("target none, seed 3: System.InvalidOperationException: reported", FuzzRun.Fault(target, seed: 3), StringComparison.Ordinal);
    }
}
