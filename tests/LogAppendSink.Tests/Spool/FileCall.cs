namespace LogAppendSink.Tests.Spool;

/// <summary>What a spool asks of its disk.</summary>
/// <param name="Operation">The method: <c>Create</c>, <c>Open</c>, <c>Write</c>, <c>Flush</c>, …</param>
/// <param name="Name">The file or directory, without its path.</param>
internal readonly record struct FileCall(string Operation, string Name)
{
    /// <summary>The directory that it is in, without its path.</summary>
    internal string Directory { get; init; } = "";

    public override string ToString() => $"{Operation} {Name}";
}
