namespace LogAppendSink.Extensions.Logging.Tests.Support;

/// <summary>The files of this repository.</summary>
internal static class RepositoryFiles
{
    /// <summary>The folder with the solution, found from the folder of the tests.</summary>
    internal static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    private static string FindRoot(string directory) =>
        File.Exists(Path.Combine(directory, "LogAppendSink.sln"))
            ? directory
            : FindRoot(Path.GetDirectoryName(directory) ?? throw new DirectoryNotFoundException("The tests run outside the repository."));
}
