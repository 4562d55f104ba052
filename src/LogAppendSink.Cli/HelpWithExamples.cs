using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace LogAppendSink.Cli;

/// <summary>The standard help, followed by the command's examples or, for the root command, settings and exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private const string OfAllCommands = """
        Name an object by its key, or as oss://bucket/key.

        Settings are read from the command's options, then from the environment,
        then from appsettings.json in the current directory (sections OssAppend,
        Logging:OssAppend, or Serilog:WriteTo):
          OSS_ENDPOINT, OSS_REGION, OSS_BUCKET, OSS_STORE
              the store's address, and its kind (Oss or CephRgw)
          OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET, OSS_SESSION_TOKEN
              the access key; if unset, profile files (~/.aliyun/config.json, …),
              OIDC and the instance role are tried
          NO_COLOR
              disables colours

        Exit codes:
          0 success   1 the store, the network or a file failed
          2 invalid arguments or settings   3 object not found
          4 damaged object (readable records are printed), or check failed
          130 stopped by Ctrl+C   141 the output pipe was closed
          70 an internal error in logappend
        """;

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        switch (parseResult.CommandResult.Command)
        {
            case ToolCommand { Examples.Count: > 0 } command:
                output.WriteLine("Examples:");
                foreach (var (commandLine, meaning) in command.Examples)
                    output.WriteLine($"  {commandLine}\n      {meaning}");
                output.WriteLine();
                break;
            case RootCommand:
                output.WriteLine(OfAllCommands);
                break;
        }

        return code;
    }
}
