using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LogAppendSink;

/// <summary>
/// Checks internal state that is always valid unless this library has a bug. A failed check stops the pipeline, which counts and reports
/// its events. It never ends the process.
/// </summary>
internal static class Invariant
{
    internal static void Holds(
        [DoesNotReturnIf(false)] bool condition,
        string rule,
        [CallerArgumentExpression(nameof(condition))] string check = "")
    {
        if (!condition)
            throw new InvariantBrokenException($"Broken rule: {rule} Failed check: {check}.");
    }
}
