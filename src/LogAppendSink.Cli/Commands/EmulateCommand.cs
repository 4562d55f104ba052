using System.CommandLine;
using System.Globalization;
using LogAppendSink.Cli.Terminal;
using LogAppendSink.Emulator;

namespace LogAppendSink.Cli.Commands;

/// <summary><c>logappend emulate</c>: a store on this machine, for development and tests.</summary>
internal static class EmulateCommand
{
    private const int DefaultPort = 9000;

    internal static Command Create(ToolEnvironment tool)
    {
        var port = new Option<int>("--port", "-p")
        {
            Description = "Port on 127.0.0.1; 0 picks a free one",
            HelpName = "number",
            DefaultValueFactory = _ => DefaultPort,
        };
        var directory = new Option<string?>("--directory", "-d")
        {
            Description = "Directory of the objects [a temporary directory, deleted at the end]",
            HelpName = "path",
        };
        var buckets = new Option<string[]>("--bucket", "-b")
        {
            Description = "Bucket to create; repeatable",
            HelpName = "name",
            DefaultValueFactory = _ => ["logs"],
        };
        var region = new Option<string>("--region")
        {
            Description = "Region that signatures must contain",
            HelpName = "id",
            DefaultValueFactory = _ => "cn-hangzhou",
        };
        var allowFaults = new Option<bool>("--allow-faults") { Description = "Allow fault injection over HTTP" };
        var command = new ToolCommand("emulate", "Run an OSS-compatible store on 127.0.0.1, until Ctrl+C.")
        {
            Examples =
            [
                ("logappend emulate", "starts a store on port 9000 and prints the settings to copy"),
                ("logappend emulate --port 0 --directory ./objects --bucket logs --bucket video", "uses a free port and keeps the objects"),
            ],
        };
        foreach (var option in new Option[] { port, directory, buckets, region, allowFaults })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            // Ctrl+C during a synchronous start would force exit code 130, but stopping a server is not a failure.
            await Task.Yield();
            var options = new OssEmulatorOptions
            {
                Port = parsed.GetValue(port),
                DataDirectory = parsed.GetValue(directory) is { } path ? Path.GetFullPath(path, tool.Directory) : null,
                Buckets = parsed.GetRequiredValue(buckets),
                Region = parsed.GetRequiredValue(region),
                AllowFaults = parsed.GetValue(allowFaults),
            };
            try
            {
                var emulator = await OssEmulator.StartAsync(options, cancellationToken).ConfigureAwait(false);
                await using (emulator.ConfigureAwait(false))
                {
                    await PrintSettingsAsync(tool, emulator).ConfigureAwait(false);
                    await CtrlC.WaitAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            catch (ArgumentException exception)
            {
                throw new ToolException(
                    exception.Message.Replace(" (Parameter 'options')", "", StringComparison.Ordinal), ExitCode.Usage, exception);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static async Task PrintSettingsAsync(ToolEnvironment tool, OssEmulator emulator)
    {
        var isWindows = OperatingSystem.IsWindows();
        string Set(string name, string value) => isWindows ? $"$env:{name} = '{value}'" : $"export {name}={value}";

        // Standard output holds only the settings, for 'eval' or a file.
        foreach (var line in new[]
        {
            Set("OSS_ENDPOINT", emulator.Endpoint.ToString().TrimEnd('/')),
            Set("OSS_REGION", emulator.Options.Region),
            Set("OSS_BUCKET", emulator.Options.Buckets[0]),
            Set("OSS_ACCESS_KEY_ID", emulator.Options.AccessKeyId),
            Set("OSS_ACCESS_KEY_SECRET", emulator.Options.AccessKeySecret),
        })
        {
            await tool.OutputText.WriteLineAsync(line).ConfigureAwait(false);
        }

        var kept = emulator.Options.DataDirectory is null ? "until it stops" : $"in '{emulator.DataDirectory}'";
        tool.Report(string.Create(CultureInfo.InvariantCulture, $"\nThe OSS emulator listens on {emulator.Endpoint}. "
            + $"Objects are kept {kept}.\nSet the variables above in another terminal, or write Endpoint, "
            + $"Region and Bucket to appsettings.json. Press Ctrl+C to stop."));
    }
}
