using Xunit;

namespace LogAppendSink.Cli.Tests.Processes;

/// <summary>A theory that needs Unix programs. If one is missing, the test is skipped and the reason names it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute(params string[] programs)
    {
        // The gate must not pass without them, so there the test runs and fails.
        if (Environment.GetEnvironmentVariable("LOGAPPENDSINK_ALL_PROCESSES") == "1")
            return;

        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        if (programs.FirstOrDefault(program => !folders.Any(folder => File.Exists(Path.Combine(folder, program)))) is { } missing)
            Skip = $"This system has no program '{missing}'.";
    }
}
