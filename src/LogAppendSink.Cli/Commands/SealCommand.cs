using System.CommandLine;
using System.Globalization;
using LogAppendSink.Cli.Connection;
using LogAppendSink.Objects;
using LogAppendSink.Reading;

namespace LogAppendSink.Cli.Commands;

/// <summary><c>logappend seal OBJECT</c>: seals an append object, which then rejects appends.</summary>
internal static class SealCommand
{
    private static readonly TimeSpan RetryTime = TimeSpan.FromMinutes(1);

    internal static Command Create(ToolEnvironment tool, ConnectionOptions connection)
    {
        var address = ObjectAddress.NewArgument();
        var command = new ToolCommand("seal", "Seal an append object: it rejects appends permanently. "
            + "OSS enables this for accounts on request.")
        {
            Examples =
            [
                ("logappend seal oss://acme-video/cam-1/film.ts", "seals the object; lifecycle rules can then move it to cold storage"),
            ],
        };
        command.Arguments.Add(address);
        connection.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var target = parsed.GetRequiredValue(address);
            var options = await connection.ResolveAsync(parsed, target, cancellationToken).ConfigureAwait(false);
            options.RetryTimeLimit = RetryTime;
            using (var catalog = ObjectCatalog.Open(options, tool.Time))
            {
                var found = await catalog.DescribeAsync(target.Key, cancellationToken).ConfigureAwait(false)
                    ?? throw new ToolException($"object '{target}' does not exist.", ExitCode.NotFound);
                if (found.IsSealed)
                {
                    await tool.OutputText.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                        $"{target}: was already sealed at {found.LengthBytes} bytes")).ConfigureAwait(false);
                    return ExitCode.Success;
                }
            }

            var writer = await AppendObjectWriter.OpenAsync(options, target.Key, cancellationToken).ConfigureAwait(false);
            await using (writer.ConfigureAwait(false))
            {
                await writer.SealAsync(cancellationToken).ConfigureAwait(false);
                await tool.OutputText.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"{target}: sealed at {writer.Position} bytes")).ConfigureAwait(false);
            }

            return ExitCode.Success;
        });
        return command;
    }
}
