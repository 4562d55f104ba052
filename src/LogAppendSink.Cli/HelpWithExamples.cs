using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace LogAppendSink.Cli;

/// <summary>The usual help, and below it the examples of the command, or for the program itself what holds for all commands.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private const string OfAllCommands = """
        Objects are named by key, or as oss://bucket/key.

        Settings come from the options of each command, then from the environment,
        then from appsettings.json of this directory (sections OssAppend,
        Logging:OssAppend, or Serilog:WriteTo):
          OSS_ENDPOINT, OSS_REGION, OSS_BUCKET, OSS_STORE
              where the store is, and of which kind (Oss or CephRgw)
          OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET, OSS_SESSION_TOKEN
              the access key; without it profile files (~/.aliyun/config.json, …),
              OIDC and the instance role are asked
          NO_COLOR
              no colours

        Exit codes:
          0 done   1 the store, the network or a file failed
          2 wrong arguments or settings   3 no such object
          4 damage in an object (what is readable is printed), or check failed
          130 ended by Ctrl+C   141 the reader of the output has gone
          70 an error in logappend itself
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
