using System.Globalization;

namespace LogAppendSink.Interleavings;

/// <summary>What running a scenario has shown.</summary>
/// <param name="Orders">How many orders were run.</param>
/// <param name="IsComplete">Whether there is no other order.</param>
/// <param name="Violation">The rule that was broken; null if none was.</param>
/// <param name="Uncontrolled">What ran outside of Coyote's control.</param>
internal sealed record Exploration(long Orders, bool IsComplete, string? Violation, IReadOnlyList<string> Uncontrolled)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Orders:N0} interleavings, {(IsComplete ? "all there are" : "drawn")}{(Violation is null ? "" : $": {Violation}")}{(Uncontrolled.Count == 0 ? "" : $" (not controlled: {string.Join(", ", Uncontrolled)})")}");
}
