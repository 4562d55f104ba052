using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LogAppendSink.Conventions.Architecture;

/// <summary>The two pictures of docs/architecture.md, drawn from what the projects and the sources say.</summary>
internal static partial class Pictures
{
    /// <summary>Which package references which, from their project files.</summary>
    internal static string OfPackages()
    {
        var edges = Repository.Packages.SelectMany(project => XDocument.Parse(Repository.Read(project))
            .Descendants()
            .Where(element => element.Name.LocalName is "ProjectReference" or "PackageReference" or "FrameworkReference")
            .Select(element => element.Attribute("Include")?.Value ?? "")
            .Select(reference => (From: Path.GetFileNameWithoutExtension(project), To: reference.EndsWith(".csproj", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(reference) : Family(reference))));
        return Draw("flowchart LR", edges);
    }

    /// <summary>Which folder of the core uses which, from the namespaces that its files name.</summary>
    internal static string OfTheCore() => Draw("flowchart TD", CoreUses().Select(use => (use.Folder, use.Uses)));

    /// <summary>Each use of one folder's namespace in a file of another.</summary>
    internal static IEnumerable<(string File, string Folder, string Uses)> CoreUses()
    {
        var core = Path.Combine(Repository.Root.FullName, "src", "LogAppendSink");
        var folders = Directory.EnumerateDirectories(core).Select(folder => Path.GetFileName(folder)).ToHashSet(StringComparer.Ordinal);
        return from file in Repository.Sources("src/LogAppendSink")
               let folder = file.Split('/')[2]
               where folders.Contains(folder)
               from Match match in Namespace().Matches(Repository.Read(file))
               let uses = match.Groups[1].Value
               where uses != folder && folders.Contains(uses)
               select (file, folder, uses);
    }

    private static string Draw(string kind, IEnumerable<(string From, string To)> edges)
    {
        var lines = edges.Distinct().Select(edge => $"    {Node(edge.From)} --> {Node(edge.To)}").Order(StringComparer.Ordinal);
        return $"```mermaid\n{kind}\n{string.Join('\n', lines)}\n```";
    }

    /// <summary>Packages of one family are one node.</summary>
    private static string Family(string reference) => reference.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) ? "Microsoft.Extensions" : reference;

    private static string Node(string name) => name.Contains('.', StringComparison.Ordinal) ? $"{name.Replace(".", "", StringComparison.Ordinal)}[{name}]" : name;

    // "using LogAppendSink.Stores.Oss;", and names that are written out.
    [GeneratedRegex(@"\bLogAppendSink\.([A-Z]\w*)")]
    private static partial Regex Namespace();
}
