using System.CommandLine;
using System.Globalization;
using LogAppendSink.Cli.Connection;
using LogAppendSink.Cli.Spooling;
using LogAppendSink.Cli.Terminal;

namespace LogAppendSink.Cli.Commands;

/// <summary><c>logappend spool deliver DIR</c>: delivers the spool of an application that will not start again.</summary>
internal static class SpoolDeliverCommand
{
    private static readonly TimeSpan ShowEvery = TimeSpan.FromMilliseconds(200);

    internal static Command Create(ToolEnvironment tool, ConnectionOptions connection)
    {
        var directory = SpoolCommand.NewDirectory(ArgumentArity.ExactlyOne);
        var objectKey = new Option<string?>("--object-key")
        {
            Description = "The application's ObjectKey [from the settings file]",
            HelpName = "template",
        };
        var application = new Option<string?>("--application")
        {
            Description = "The value of {Application} [from the settings file]",
            HelpName = "name",
        };
        var interval = new Option<ObjectRollingInterval?>("--rolling-interval")
        {
            Description = "The application's RollingInterval [from the settings file; Day]",
        };
        var compression = new Option<RecordCompression?>("--compression")
        {
            Description = "The application's Compression [from the settings file; None]",
        };
        var command = new ToolCommand("deliver", "Deliver the spool of a stopped process exactly once, "
            + "as the next start of the application would.")
        {
            Examples =
            [
                ("logappend spool deliver /var/spool/my-app --settings /srv/my-app/appsettings.json", "uses the application's settings"),
                ("logappend spool deliver /mnt/dead-host/spool --object-key logs/shop/{Date}/web-7.clef",
                    "delivers the spool of a lost host; {Host} would be the name of this one"),
            ],
        };
        command.Arguments.Add(directory);
        foreach (var option in new Option[] { objectKey, application, interval, compression })
            command.Options.Add(option);
        connection.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(directory), tool.Directory);
            var settings = connection.ReadSettings(parsed);
            var options = await connection.ResolveAsync(parsed, address: null, cancellationToken).ConfigureAwait(false);
            options.BufferPath = BufferPathOf(path);
            options.ObjectKey = parsed.GetValue(objectKey) ?? settings["ObjectKey"]
                ?? throw new ToolException("the application's ObjectKey is unknown; "
                    + "set it with --object-key, or give the application's settings file with --settings.", ExitCode.Usage);
            options.Application = parsed.GetValue(application) ?? settings["Application"];
            if (options.Application is null && options.ObjectKey.Contains("{Application}", StringComparison.OrdinalIgnoreCase))
                throw new ToolException($"the ObjectKey '{options.ObjectKey}' contains {{Application}}, whose value is unknown; "
                    + "set it with --application.", ExitCode.Usage);
            options.RollingInterval = parsed.GetValue(interval)
                ?? settings.Choice<ObjectRollingInterval>("RollingInterval") ?? options.RollingInterval;
            options.Compression = parsed.GetValue(compression) ?? settings.Choice<RecordCompression>("Compression") ?? options.Compression;
            TakeObjectSettings(settings, options);
            options.OnNotice = notice => tool.Report($"logappend: {notice.Message}");
            return await DeliverAsync(tool, options, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>Sets the options of new objects and the conflict policy.</summary>
    private static void TakeObjectSettings(AppSettingsFile settings, OssAppendOptions options)
    {
        options.ContentType = settings[nameof(options.ContentType)];
        options.StorageClass = settings[nameof(options.StorageClass)];
        options.ServerSideEncryption = settings[nameof(options.ServerSideEncryption)];
        options.ObjectAcl = settings[nameof(options.ObjectAcl)];
        foreach (var (name, value) in settings.Pairs(nameof(options.Tags)))
            options.Tags[name] = value;
        foreach (var (name, value) in settings.Pairs(nameof(options.Metadata)))
            options.Metadata[name] = value;
        if (settings.Choice<ConflictMode>(nameof(options.OnConflict)) is { } onConflict)
            options.OnConflict = onConflict;
    }

    /// <summary>A pipeline always adopts all spools of its directory, not a single one.</summary>
    private static string BufferPathOf(string path)
    {
        var spools = SpoolInspector.Find(path);
        return spools is [var only] && only == path ? Path.GetDirectoryName(path)! : path; // A spool always has a parent directory.
    }

    private static async Task<int> DeliverAsync(ToolEnvironment tool, OssAppendOptions options, CancellationToken cancellationToken)
    {
        var pipeline = LogPipeline.Create(options);
        await using (pipeline.ConfigureAwait(false))
        {
            var pendingBytes = pipeline.Status.PendingBytes;
            using (var progress = new ProgressLine(tool, "delivering", pendingBytes, writesOutput: false))
            {
                var flush = pipeline.FlushAsync(cancellationToken);
                while (!flush.IsCompleted)
                {
                    await Task.WhenAny(flush, Task.Delay(ShowEvery, tool.Time, CancellationToken.None)).ConfigureAwait(false);
                    progress.Report(Math.Max(0, pendingBytes - pipeline.Status.PendingBytes));
                }

                await flush.ConfigureAwait(false);
            }

            var status = pipeline.Status;
            await tool.OutputText.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{status.Stored} events delivered"
                + $"{(status.Dropped > 0 ? $", {status.Dropped} lost" : "")}"
                + $"{(status.Pending > 0 ? $", {status.Pending} left in the spool" : "")}"
                + $"{(status.ObjectKey is { } key ? $", the last to '{key}'" : "")}")).ConfigureAwait(false);
            return status.Dropped > 0 || status.Pending > 0 ? ExitCode.Faulty : ExitCode.Success;
        }
    }
}
