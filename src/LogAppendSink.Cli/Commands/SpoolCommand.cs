using System.CommandLine;
using System.Globalization;
using LogAppendSink.Cli.Connection;
using LogAppendSink.Cli.Spooling;
using LogAppendSink.Cli.Terminal;
using Spectre.Console;

namespace LogAppendSink.Cli.Commands;

/// <summary><c>logappend spool DIR</c>: shows, exports or delivers the disk spool of an application.</summary>
internal static class SpoolCommand
{
    internal static Command Create(ToolEnvironment tool, ConnectionOptions connection)
    {
        var directory = NewDirectory(ArgumentArity.ZeroOrOne);
        var command = new ToolCommand("spool", "Inspect the disk spool of an application (its BufferPath).")
        {
            Examples =
            [
                ("logappend spool /var/spool/my-app", "shows records, delivery progress and damage; the application may be running"),
                ("logappend spool export /var/spool/my-app > rest.clef", "exports the events that are not delivered"),
                ("logappend spool deliver /var/spool/my-app --settings /srv/my-app/appsettings.json",
                    "delivers them as the application's next start would"),
            ],
        };
        command.Arguments.Add(directory);
        command.Subcommands.Add(CreateExport(tool));
        command.Subcommands.Add(SpoolDeliverCommand.Create(tool, connection));
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(directory) ?? throw new ToolException("the directory of the spool is missing; "
                + "give the application's BufferPath, e.g. /var/spool/my-app.", ExitCode.Usage);
            var isFaulty = false;
            foreach (var spool in SpoolInspector.Find(Path.GetFullPath(path, tool.Directory)))
            {
                var inspector = new SpoolInspector(spool);
                foreach (var _ in inspector.Read())
                {
                    // Enumerate to the end: only then is the report complete.
                }

                Show(tool.Out, spool, inspector.Report);
                isFaulty |= inspector.Report.Damage.Count > 0 || inspector.Report.Missing > 0;
            }

            return isFaulty ? ExitCode.Faulty : ExitCode.Success;
        });
        return command;
    }

    internal static Argument<string> NewDirectory(ArgumentArity arity) =>
        new("directory") { Description = "The application's BufferPath, or one spool in it", Arity = arity };

    private static ToolCommand CreateExport(ToolEnvironment tool)
    {
        var directory = NewDirectory(ArgumentArity.ExactlyOne);
        var all = new Option<bool>("--all") { Description = "Include delivered records that are not yet overwritten" };
        var command = new ToolCommand("export", "Write the undelivered records to standard output, unchanged.")
        {
            Examples = [("logappend spool export /var/spool/my-app | jq .", "prints the events that are not delivered")],
        };
        command.Arguments.Add(directory);
        command.Options.Add(all);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (records, isFaulty) = (0L, false);
            foreach (var spool in SpoolInspector.Find(Path.GetFullPath(parsed.GetRequiredValue(directory), tool.Directory)))
            {
                var inspector = new SpoolInspector(spool);
                foreach (var record in inspector.Read())
                {
                    if (!parsed.GetValue(all) && !inspector.IsPending(record))
                        continue;
                    await tool.Output.WriteAsync(record.Bytes, cancellationToken).ConfigureAwait(false);
                    records++;
                }

                foreach (var damage in inspector.Report.Damage)
                    tool.Report($"logappend: {Path.GetFileName(spool)}: {damage}.");
                isFaulty |= inspector.Report.Damage.Count > 0 || inspector.Report.Missing > 0;
            }

            tool.Report(string.Create(CultureInfo.InvariantCulture, $"logappend: {records} records."));
            return isFaulty ? ExitCode.Faulty : ExitCode.Success;
        });
        return command;
    }

    private static void Show(IAnsiConsole console, string spool, SpoolReport report)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        void Add(string name, string value) => grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(ShownText.Of(value)));
        Add("Spool", spool);
        Add("Segments", string.Create(CultureInfo.InvariantCulture, $"{report.Segments} with records, {report.SpareSegments} spare"));
        Add("Records", string.Create(CultureInfo.InvariantCulture, $"{report.Records}"));
        Add("Pending", string.Create(CultureInfo.InvariantCulture, $"{report.Pending} ({ByteText.Of(report.PendingBytes)})"));
        if (report.OldestPendingAt is { } oldest)
            Add("Oldest pending", TimeOf(oldest));
        if (report.NewestAt is { } newest)
            Add("Newest", TimeOf(newest));
        if (report.Checkpoint is { } checkpoint)
        {
            Add("Delivered", string.Create(CultureInfo.InvariantCulture, $"{checkpoint.DeliveredThrough} records since it was created "
                + $"(checkpoint {checkpoint.Generation}, bucket '{checkpoint.Bucket}')"));
            if (checkpoint.Intent is { } intent)
            {
                Add("In doubt", string.Create(
                    CultureInfo.InvariantCulture,
                    $"an append of {intent.After.LengthBytes - intent.Before.LengthBytes} bytes at position {intent.Before.LengthBytes} "
                    + $"of '{intent.Name.Key}', records {intent.Records.First} to {intent.Records.Next - 1}; "
                    + $"the next delivery resolves it"));
            }
        }

        if (report.Missing > 0)
            Add("Missing", string.Create(CultureInfo.InvariantCulture, $"{report.Missing} records"));
        foreach (var damage in report.Damage)
            Add("Damage", damage);
        console.Write(grid);
    }

    private static string TimeOf(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
