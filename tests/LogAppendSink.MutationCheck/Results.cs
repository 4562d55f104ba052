using System.Globalization;

namespace LogAppendSink.MutationCheck;

/// <summary>The results so far, printed as they come, and kept in a file where that is wanted.</summary>
internal sealed class Results(string? path)
{
    private readonly Dictionary<VerdictKind, int> _counts = [];
    private readonly Lock _gate = new();

    /// <summary>The mutants that an earlier run has finished.</summary>
    internal IReadOnlySet<string> Finished { get; } = path is not null && File.Exists(path)
        ? File.ReadLines(path).Select(line => line.Split('\t')[0]).ToHashSet()
        : new HashSet<string>();

    internal bool IsClean => Count(VerdictKind.Survived) == 0 && Count(VerdictKind.Broken) == 0;

    internal int Count(VerdictKind kind) => _counts.GetValueOrDefault(kind);

    internal void Add(Mutant mutant, Verdict verdict, TimeSpan elapsed)
    {
        var text = verdict.Kind switch
        {
            VerdictKind.Killed => $"killed by {verdict.Text}",
            VerdictKind.Survived => $"SURVIVED: {mutant.Breaks} ({mutant.KilledBy})",
            _ => $"BROKEN: {verdict.Text}",
        };
        lock (_gate)
        {
            _counts[verdict.Kind] = Count(verdict.Kind) + 1;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mutant.Name,-50} {elapsed.TotalSeconds,5:0.0} s  {(text.Length > 160 ? text[..160] : text)}"));
            if (path is not null)
                File.AppendAllText(path, $"{mutant.Name}\t{verdict.Kind}\t{verdict.Text.ReplaceLineEndings(" ")}\n");
        }
    }
}
