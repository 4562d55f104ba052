namespace LogAppendSink.Tests.Spool;

/// <summary>A file operation of a spool.</summary>
/// <param name="Operation">The method: <c>Create</c>, <c>Open</c>, <c>Write</c>, <c>Flush</c>, …</param>
/// <param name="Name">The file or directory, without its path.</param>
internal readonly record struct FileCall(string Operation, string Name)
{
    /// <summary>The name of its parent directory.</summary>
    internal string Directory { get; init; } = "";

    public override string ToString() => $"{Operation} {Name}";
}
