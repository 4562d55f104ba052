namespace LogAppendSink.MutationCheck;

/// <summary>The switch that the engine gets in a mutation build: an environment variable names the mutant that a process runs.</summary>
internal static class ActiveMutant
{
    internal const string Variable = "LOGAPPENDSINK_MUTANT";

    internal const string Source = $$"""
        namespace LogAppendSink;

        internal static class ActiveMutant
        {
            internal static readonly int Number =
                int.Parse(System.Environment.GetEnvironmentVariable("{{Variable}}") ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        }
        """;

    internal static string Condition(int number) => $"global::LogAppendSink.ActiveMutant.Number == {number}";
}
