// What is in the packages: run by .ci/pack as "dotnet run .ci/inspect-packages.cs -- <folder of the packages> <version>". Prints a line a
// package, and every fault; ends with 1 when there is one. With "--tool <package>" it prints the package's name and command, and ends with 1
// when it is no tool.
#:property PublishAot=false
using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Xml.Linq;

const int IconLimitBytes = 10 * 1024;
const int DescriptionLimitCharacters = 4000; // What galleries take.
if (args[0] == "--tool")
    return await TellToolAsync(args[1]);

var (folder, version) = (args[0], args[1]);
var root = Directory.GetCurrentDirectory();
var faults = new List<string>();

foreach (var path in Directory.EnumerateFiles(folder, "*.nupkg").Order(StringComparer.Ordinal))
    await InspectAsync(path);
foreach (var fault in faults)
    Console.WriteLine($"FAULT {fault}");
return faults.Count == 0 ? 0 : 1;

static async Task<int> TellToolAsync(string path)
{
    using var package = await ZipFile.OpenReadAsync(path);
    if (package.Entries.FirstOrDefault(entry => entry.Name == "DotnetToolSettings.xml") is not { } settings)
        return 1;

    var command = XDocument.Parse(await TextAsync(settings)).Descendants("Command").Single().Attribute("Name")!.Value; // The SDK writes it.
    var nuspec = XDocument.Parse(await TextAsync(package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal))));
    Console.WriteLine($"{nuspec.Descendants().Single(element => element.Name.LocalName == "id").Value} {command}");
    return 0;
}

async Task InspectAsync(string path)
{
    using var package = await ZipFile.OpenReadAsync(path);
    var name = Path.GetFileName(path);
    void Demand(bool holds, string rule)
    {
        if (!holds)
            faults.Add($"{name}: {rule}");
    }

    var nuspec = XDocument.Parse(await TextAsync(package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)))).Root!; // A nuspec has a root.
    string Field(string field) => nuspec.Descendants().FirstOrDefault(element => element.Name.LocalName == field)?.Value.Trim() ?? "";

    Demand(Field("version") == version, $"its version is '{Field("version")}', not {version}.");
    Demand(Field("license") == "Apache-2.0", $"its license is '{Field("license")}'.");
    Demand(Field("description").Length is > 40 and < DescriptionLimitCharacters && Field("description") != "Package Description", "it has no Description: set it in the project.");
    Demand(Field("tags").Contains("logging", StringComparison.Ordinal), "it has no tags.");
    Demand(Field("authors") == "The LogAppendSink authors", $"its authors are '{Field("authors")}'.");
    Demand(Field("readme") == "README.md", "it names no readme.");
    Demand(Field("icon") == "icon.png", "it names no icon.");
    Demand(nuspec.Descendants().All(element => element.Name.LocalName != "dependency" || OurDependencyIsOfThisVersion(element)), "it does not depend on exactly its own version of a package of ours.");
    Demand(package.GetEntry("icon.png") is { Length: > 0 and < IconLimitBytes }, $"its icon is not there, or larger than {IconLimitBytes} bytes.");
    Demand(package.GetEntry("LICENSE") is not null, "it has no LICENSE.");

    var readme = package.GetEntry("README.md") is { } entry ? await TextAsync(entry) : "";
    Demand(readme.Length > 200, "it has no README.md to speak of.");
    Demand(!System.Text.RegularExpressions.Regex.IsMatch(readme, @"\]\((?!https?:)[^)#]"), "its README.md links to files that no gallery shows.");

    // Ours, and whether their symbols go with them; nothing of the machine that packed may be in either.
    var isTool = nuspec.Descendants().Any(element => element.Attribute("name")?.Value == "DotnetTool");
    var assemblies = package.Entries.Where(entry => IsOurs(entry.Name)).ToList();
    Demand(assemblies.Count > 0, "it has no assembly of ours.");
    var symbolsPath = Path.ChangeExtension(path, ".snupkg");
    Demand(File.Exists(symbolsPath), "it has no symbols (.snupkg).");
    using var symbols = File.Exists(symbolsPath) ? await ZipFile.OpenReadAsync(symbolsPath) : null;
    foreach (var assembly in assemblies)
    {
        var bytes = await BytesAsync(assembly);
        var pdb = symbols?.GetEntry(Path.ChangeExtension(assembly.FullName, ".pdb"));
        Demand(pdb is not null, $"{assembly.FullName} has no symbols.");
        Demand(isTool || package.GetEntry(Path.ChangeExtension(assembly.FullName, ".xml")) is not null, $"{assembly.FullName} has no documentation.");
        Demand(IsReproducible(bytes), $"{assembly.FullName} was not built deterministically.");
        Demand(!Mentions(bytes, root) && (pdb is null || !Mentions(await BytesAsync(pdb), root)), $"{assembly.FullName} or its symbols name '{root}'.");
    }

    if (isTool)
        Demand(package.Entries.All(entry => entry.Name != "LogAppendSink.xml" && (Path.GetExtension(entry.Name) is not "" || entry.Name is "LICENSE" or "")), "it has files that a tool has no use for.");
    Console.WriteLine($"{name}: {(isTool ? "tool" : "library")}, {package.Entries.Count} files, {new FileInfo(path).Length / 1024} KiB");
}

bool OurDependencyIsOfThisVersion(XElement dependency) =>
    !IsOurs($"{dependency.Attribute("id")?.Value}.dll") || dependency.Attribute("version")?.Value == $"[{version}]";

static bool IsOurs(string file) => file.EndsWith(".dll", StringComparison.Ordinal)
    && (file.StartsWith("LogAppendSink", StringComparison.Ordinal) || file is "Serilog.Sinks.OssAppend.dll" or "logappend.dll");

static bool IsReproducible(byte[] assembly)
{
    using var reader = new PEReader(new MemoryStream(assembly));
    return reader.ReadDebugDirectory().Any(entry => entry.Type == DebugDirectoryEntryType.Reproducible);
}

static bool Mentions(byte[] bytes, string text) =>
    bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;

static async Task<string> TextAsync(ZipArchiveEntry entry) => Encoding.UTF8.GetString(await BytesAsync(entry)).TrimStart('\uFEFF');

static async Task<byte[]> BytesAsync(ZipArchiveEntry entry)
{
    await using var stream = await entry.OpenAsync();
    var bytes = new MemoryStream();
    await stream.CopyToAsync(bytes);
    return bytes.ToArray();
}
