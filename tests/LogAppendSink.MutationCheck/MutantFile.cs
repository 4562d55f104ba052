using System.Text;

namespace LogAppendSink.MutationCheck;

/// <summary>
/// Reads a mutant. Its file holds a header, and then one edit or more:
/// <code>
/// Breaks: a batch keeps to BatchSizeLimitBytes.
/// Killed by: simulation
///
/// In: BatchCut.HasRoomFor
/// Find:
///     LengthBytes + lengthBytes > limits.SizeLimitBytes
/// Replace with:
///     false
/// </code>
/// <c>In:</c> is only needed where the code to find is not unique in the engine.
/// </summary>
internal static class MutantFile
{
    internal const string Extension = ".mutant";

    private const string BreaksLabel = "Breaks: ";
    private const string KilledByLabel = "Killed by: ";
    private const string PlaceLabel = "In: ";
    private const string FindLabel = "Find:";
    private const string ReplacementLabel = "Replace with:";

    internal static IReadOnlyList<Mutant> ReadAll(string directory) =>
        [.. Directory.GetFiles(directory, $"*{Extension}").Order(StringComparer.Ordinal).Select(Read)];

    internal static Mutant Read(string path) => Parse(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path));

    internal static Mutant Parse(string name, string text)
    {
        string? breaks = null, killedBy = null, place = null;
        StringBuilder? find = null, replacement = null, block = null;
        var edits = new List<MutantEdit>();

        void CloseEdit()
        {
            if (find is null)
                return;
            if (replacement is null)
                throw new MutantException($"{name}: '{FindLabel}' is not followed by '{ReplacementLabel}'.");
            edits.Add(new MutantEdit(place, find.ToString(), replacement.ToString()));
            (place, find, replacement, block) = (null, null, null, null);
        }

        foreach (var line in text.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            if (line.StartsWith(BreaksLabel, StringComparison.Ordinal))
            {
                breaks = line[BreaksLabel.Length..];
            }
            else if (line.StartsWith(KilledByLabel, StringComparison.Ordinal))
            {
                killedBy = line[KilledByLabel.Length..];
            }
            else if (line.StartsWith(PlaceLabel, StringComparison.Ordinal))
            {
                CloseEdit();
                place = line[PlaceLabel.Length..].Trim();
            }
            else if (line == FindLabel)
            {
                CloseEdit();
                block = find = new StringBuilder();
            }
            else if (line == ReplacementLabel)
            {
                block = replacement = new StringBuilder();
            }
            else if (line.Length == 0 || (block is not null && line.StartsWith("    ", StringComparison.Ordinal)))
            {
                block?.Append(line.Length == 0 ? line : line[4..]).Append('\n');
            }
            else
            {
                throw new MutantException($"{name}: unexpected line '{line}'. Code is indented by four spaces.");
            }
        }

        CloseEdit();
        if (breaks is null || killedBy is null || edits.Count == 0)
            throw new MutantException($"{name}: a mutant has '{BreaksLabel}', '{KilledByLabel}' and at least one '{FindLabel}'.");
        return new Mutant(name, breaks, TestSelection.Parse(killedBy), edits);
    }
}
