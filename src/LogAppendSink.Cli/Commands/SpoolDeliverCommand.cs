using System.CommandLine;
using System.Globalization;
using LogAppendSink.Cli.Connection;
using LogAppendSink.Cli.Spooling;
using LogAppendSink.Cli.Terminal;

namespace LogAppendSink.Cli.Commands;

/// <summary><c>logappend spool deliver DIR</c>: what the application's next start would do first, where there is to be none.</summary>
internal static class SpoolDeliverCommand
{
    private static readonly TimeSpan ShowEvery = TimeSpan.FromMilliseconds(200);

    internal static Command Create(ToolEnvironment tool, ConnectionOptions connection)
    {
        var directory = SpoolCommand.NewDirectory(ArgumentArity.ExactlyOne);
        var objectKey = new Option<string?>("--object-key") { Description = "The application's ObjectKey [of the settings file]", HelpName = "template" };
        var application = new Option<string?>("--application") { Description = "The value of {Application} [of the settings file]", HelpName = "name" };
        var interval = new Option<ObjectRollingInterval?>("--rolling-interval") { Description = "The application's RollingInterval [of the settings file; Day]" };
        var compression = new Option<RecordCompression?>("--compression") { Description = "The application's Compression [of the settings file; None]" };
        var command = new ToolCommand("deliver", "Deliver what lies in a spool whose process is no more, exactly once, as its next start would.")
        {
            Examples =
            [
                ("logappend spool deliver /var/spool/my-app --settings /srv/my-app/appsettings.json", "with the application's own settings"),
                ("logappend spool deliver /mnt/dead-host/spool --object-key logs/shop/{Date}/web-7.clef", "of a host that is no more: {Host} would be this one's name"),
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
                ?? throw new ToolException("the application's ObjectKey is not known: name it with --object-key, or its settings file with --settings. Events go to the objects that it names.", ExitCode.Usage);
            options.Application = parsed.GetValue(application) ?? settings["Application"];
            if (options.Application is null && options.ObjectKey.Contains("{Application}", StringComparison.OrdinalIgnoreCase))
                throw new ToolException($"the ObjectKey '{options.ObjectKey}' has {{Application}}, and its value is not known: name it with --application.", ExitCode.Usage);
            options.RollingInterval = parsed.GetValue(interval) ?? settings.Choice<ObjectRollingInterval>("RollingInterval") ?? options.RollingInterval;
            options.Compression = parsed.GetValue(compression) ?? settings.Choice<RecordCompression>("Compression") ?? options.Compression;
            TakeObjectSettings(settings, options);
            options.OnNotice = notice => tool.Tell($"logappend: {notice.Message}");
            return await DeliverAsync(tool, options, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>What new objects are to have, and what becomes of an object that another writer appends to.</summary>
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

    /// <summary>A pipeline takes up all spools of its directory; one of them alone it cannot.</summary>
    private static string BufferPathOf(string path)
    {
        var spools = SpoolInspector.Find(path);
        return spools is [var only] && only == path ? Path.GetDirectoryName(path)! : path; // A spool has a directory above it.
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
            await tool.OutputText.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{status.Stored} events delivered{(status.Dropped > 0 ? $", {status.Dropped} lost" : "")}{(status.Pending > 0 ? $", {status.Pending} left in the spool" : "")}{(status.ObjectKey is { } key ? $", the last to '{key}'" : "")}")).ConfigureAwait(false);
            return status.Dropped > 0 || status.Pending > 0 ? ExitCode.Faulty : ExitCode.Success;
        }
    }
}
