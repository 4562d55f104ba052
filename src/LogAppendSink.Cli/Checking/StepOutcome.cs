namespace LogAppendSink.Cli.Checking;

/// <summary>How a step of <c>check</c> went.</summary>
internal enum StepOutcome
{
    /// <summary>As it should be.</summary>
    Passed,

    /// <summary>Not as it should be, but shipping a log works.</summary>
    Warned,

    /// <summary>It must be set right.</summary>
    Failed,

    /// <summary>Not tried: something before it failed, or nobody asked for it.</summary>
    Skipped,
}
