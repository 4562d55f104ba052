namespace LogAppendSink.Cli.Checking;

/// <summary>The result of one step of <c>check</c>.</summary>
internal enum StepOutcome
{
    /// <summary>The step passed.</summary>
    Passed,

    /// <summary>The step found a problem that does not prevent log delivery.</summary>
    Warned,

    /// <summary>The step found a problem that must be fixed.</summary>
    Failed,

    /// <summary>The step did not run, because an earlier step failed or the step was not requested.</summary>
    Skipped,
}
