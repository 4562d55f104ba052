namespace LogAppendSink.TestSupport.Credentials;

/// <summary>Environment variables and a home directory for one test.</summary>
public sealed class TestMachine : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("logappendsink-credentials-");

    public Dictionary<string, string> Variables { get; } = [];

    public string Home => _home.FullName;

    /// <summary>Sets variables: name, value, name, value.</summary>
    public void Set(params string[] namesAndValues)
    {
        foreach (var pair in namesAndValues.Chunk(2))
            Variables[pair[0]] = pair[1];
    }

    /// <summary>Writes a file in the home directory.</summary>
    /// <returns>The path of the file.</returns>
    public string Write(string name, string text)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // Not null: the file is in the home directory.
        File.WriteAllText(path, text);
        return path;
    }

    public string PathOf(string name) => Path.Combine(Home, name);

    public void Dispose() => _home.Delete(recursive: true);
}
