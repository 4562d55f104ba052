using LogAppendSink.MutationCheck;

try
{
    var options = CheckOptions.Parse(args);
    if (options.IsHelp)
    {
        Console.WriteLine(CheckOptions.Help);
        return 0;
    }

    if (options.PlantPath is { } directory)
    {
        PlantedEngine.Write(Path.Combine(RepositoryRoot(), ScratchTree.Engine), [.. options.Names.Select(MutantFile.Read)], directory);
        return 0;
    }

    return await new MutationCheck(RepositoryRoot(), options).RunAsync() ? 0 : 1;
}
catch (MutantException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}

static string RepositoryRoot()
{
    for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
    {
        if (File.Exists(Path.Combine(directory.FullName, "LogAppendSink.sln")))
            return directory.FullName;
    }

    throw new MutantException("The repository is not above the program.");
}
