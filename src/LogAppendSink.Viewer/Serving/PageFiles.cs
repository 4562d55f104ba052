using System.Collections.Frozen;
using System.Reflection;

namespace LogAppendSink.Viewer.Serving;

/// <summary>The embedded files of the page. The set is fixed, so no name can reach other files.</summary>
internal sealed class PageFiles
{
    private const string Folder = "Page/";

    private readonly FrozenDictionary<string, PageFile> _files;

    private PageFiles(IEnumerable<KeyValuePair<string, PageFile>> files) => _files = files.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The files by path below <c>Page/</c>.</summary>
    internal IEnumerable<string> Names => _files.Keys;

    /// <summary>The page itself.</summary>
    internal PageFile Index => _files["index.html"];

    /// <summary>Returns a file by its exact name; null if it does not exist.</summary>
    internal PageFile? Find(string name) => _files.GetValueOrDefault(name);

    internal static PageFiles OfThisAssembly()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return new PageFiles(assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => KeyValuePair.Create(name[Folder.Length..], Read(assembly, name))));
    }

    private static PageFile Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!; // The name comes from the list of resources.
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new PageFile(bytes, ContentTypeOf(Path.GetExtension(name)));
    }

    private static string ContentTypeOf(string extension) => extension switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".ico" => "image/x-icon",
        ".woff2" => "font/woff2",
        ".json" => "application/json",
        _ => "application/octet-stream",
    };
}
