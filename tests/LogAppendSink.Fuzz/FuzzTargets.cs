using System.Text;
using LogAppendSink.Fuzz.Targets;

namespace LogAppendSink.Fuzz;

/// <summary>All of them.</summary>
internal static class FuzzTargets
{
    internal static IReadOnlyList<FuzzTarget> All { get; } =
        [.. ReadingTargets.All, .. StoreTargets.All, .. SpoolTargets.All, .. CredentialTargets.All, .. ToolTargets.All, .. EmulatorTargets.All];

    internal static IReadOnlyList<byte[]> Texts(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
