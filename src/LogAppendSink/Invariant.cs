using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LogAppendSink;

/// <summary>
/// Rules about our own state that hold unless this code has a bug. Checked always, once a batch; a broken one stops the
/// pipeline, which counts and reports what it held, and never the process it lives in.
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
