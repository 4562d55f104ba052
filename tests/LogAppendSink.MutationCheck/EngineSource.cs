using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace LogAppendSink.MutationCheck;

/// <summary>The engine's code, and the one that holds mutants too.</summary>
internal sealed class EngineSource
{
    private readonly List<File> _files;
    private readonly List<Change> _changes = [];

    private EngineSource(List<File> files) => _files = files;

    internal static EngineSource Read(string directory) => new(
    [
        .. from path in Directory.EnumerateFiles(directory, "*.cs", SearchOption.AllDirectories)
           let relative = Path.GetRelativePath(directory, path)
           where relative.Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj")
           let text = System.IO.File.ReadAllText(path)
           select new File(relative, text, new CodeTokens(text), [.. MemberBody.AllOf(CSharpSyntaxTree.ParseText(text).GetRoot())]),
    ]);

    /// <summary>Puts a mutant beside the code that it replaces.</summary>
    /// <exception cref="MutantException">The code that it replaces is missing, ambiguous, or outside of a member's body.</exception>
    internal void Add(Mutant mutant, int number) =>
        _changes.AddRange([.. mutant.Edits.Select(edit => ChangeOf(mutant, number, edit))]);

    /// <summary>The files that hold mutants: their path below the directory, and their text.</summary>
    internal IEnumerable<(string Path, string Text)> MutatedFiles() =>
        _changes.GroupBy(change => change.File).Select(changes => (changes.Key.Path, Mutated(changes.Key, [.. changes])));

    /// <summary>All files, those that hold mutants with them.</summary>
    internal IEnumerable<(string Path, string Text)> AllFiles()
    {
        var mutated = MutatedFiles().ToDictionary(file => file.Path, file => file.Text);
        return _files.Select(file => (file.Path, mutated.GetValueOrDefault(file.Path, file.Text)));
    }

    private Change ChangeOf(Mutant mutant, int number, MutantEdit edit)
    {
        var find = new CodeTokens(edit.Find);
        var replacement = new CodeTokens(edit.Replacement);
        if (find.Count == 0)
            throw new MutantException($"the code to find is empty.");

        var matches = (
            from file in _files
            from start in file.Tokens.IndicesOf(find)
            let change = file.Tokens.Replace(start, find, replacement)
            let body = file.Bodies.Find(body => body.CodeSpan.Contains(change.Span))
            where edit.Place is null || body?.IsIn(edit.Place) == true
            select new Change(file, body, change, mutant.Name, number)).ToList();

        return matches switch
        {
            [{ Edit: { Span.Length: 0 } inserted }] when string.IsNullOrWhiteSpace(inserted.NewText) => throw new MutantException($"the replacement changes nothing."),
            [{ Body: not null } match] => match,
            [var match] => throw new MutantException($"the code to replace is in {match.File.Path}, but not in a member's body."),
            [] => throw new MutantException($"the code to find does not exist{(edit.Place is null ? "" : $" in {edit.Place}")}: {OneLine(edit.Find)}"),
            _ => throw new MutantException($"the code to find exists {matches.Count} times; name its place with 'In:', or more of it. {string.Join(", ", matches.Select(match => $"{match.Body?.Type}.{match.Body?.Member}").Distinct())}"),
        };
    }

    private static string Mutated(File file, IReadOnlyList<Change> changes)
    {
        var rewrites = new List<TextChange>();
        foreach (var ofBody in changes.GroupBy(change => change.Body!)) // Checked when it was added.
        {
            var body = ofBody.Key;
            var code = new TextSpan(body.CodeSpan.Start, body.CodeSpan.Length);
            var mutated = ofBody
                .GroupBy(change => (change.Number, change.Mutant))
                .Select(edits => (edits.Key.Number, edits.Key.Mutant, Apply(file.Text, code, edits.Select(edit => edit.Edit))))
                .ToList();
            rewrites.Add(new TextChange(body.WholeSpan, body.Choice(file.Text.Substring(code.Start, code.Length), mutated)));
            if (body.ConstKeyword is { } keyword)
                rewrites.Add(new TextChange(keyword.Span, "static readonly"));
        }

        return Apply(file.Text, new TextSpan(0, file.Text.Length), rewrites);
    }

    private static string Apply(string text, TextSpan within, IEnumerable<TextChange> changes)
    {
        var result = text.Substring(within.Start, within.Length);
        foreach (var change in changes.OrderByDescending(change => change.Span.Start))
        {
            var start = change.Span.Start - within.Start;
            result = $"{result[..start]}{change.NewText}{result[(start + change.Span.Length)..]}";
        }

        return result;
    }

    private static string OneLine(string code) => string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private sealed record File(string Path, string Text, CodeTokens Tokens, List<MemberBody> Bodies);

    private sealed record Change(File File, MemberBody? Body, TextChange Edit, string Mutant, int Number);
}
