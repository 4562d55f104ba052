namespace LogAppendSink.Cli.Checking;

/// <summary>One step of <c>check</c>.</summary>
/// <param name="Name">The name of the step.</param>
/// <param name="Outcome">The result.</param>
/// <param name="Finding">What was found and, unless the step passed, the fix.</param>
internal sealed record CheckStep(string Name, StepOutcome Outcome, string Finding)
{
    internal static CheckStep Passed(string name, string finding) => new(name, StepOutcome.Passed, finding);

    internal static CheckStep Warned(string name, string finding) => new(name, StepOutcome.Warned, finding);

    internal static CheckStep Failed(string name, string finding) => new(name, StepOutcome.Failed, finding);

    internal static CheckStep Skipped(string name, string why) => new(name, StepOutcome.Skipped, why);
}
