using System.CommandLine;
using System.Text;
using LogAppendSink.Cli.Connection;
using LogAppendSink.Cli.Filtering;
using LogAppendSink.Cli.Formatting;
using LogAppendSink.Cli.Terminal;
using LogAppendSink.Reading;
using LogAppendSink.Reading.Filtering;

namespace LogAppendSink.Cli.Commands;

/// <summary><c>logappend tail [PREFIX] [-n N] [-f]</c>: prints the last events of all objects, and new ones with -f.</summary>
internal static class TailCommand
{
    private const int DefaultCount = 10;

    internal static Command Create(ToolEnvironment tool, ConnectionOptions connection)
    {
        var prefix = PrefixArgument.Create();
        var count = new Option<int>("--lines", "-n")
        {
            Description = "Number of latest events to print, over all objects together",
            HelpName = "count",
            DefaultValueFactory = _ => DefaultCount,
        };
        var follow = new Option<bool>("--follow", "-f")
        {
            Description = "Print each new event until Ctrl+C; includes new hosts, continues after rolls and outages",
        };
        var cursor = new Option<string?>("--cursor")
        {
            Description = "With -f: resume from the position in this file, and save the position to it",
            HelpName = "file",
        };
        var withKey = new Option<bool>("--with-key") { Description = "Print the object's key before each event" };
        var filters = new FilterOptions(tool);
        var formats = new FormatOptions(tool);
        count.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var number) && number < 0)
                result.AddError($"--lines is {number}; give 0 or more.");
        });
        var command = new ToolCommand("tail", "Print the last events of all objects, merged by time, and follow new ones.")
        {
            Examples =
            [
                ("logappend tail -f logs/shop/", "prints ten events, then each new one, of all hosts"),
                ("logappend tail -n 100 --level Warning logs/", "prints the last hundred warnings and errors"),
                ("logappend tail -f -n 0 -o Json logs/shop/ | jq .RequestPath", "passes only new events to a program"),
                ("logappend tail -f --cursor shop.cursor logs/shop/ >> shop.clef", "resumes where the previous run stopped"),
            ],
        };
        foreach (var option in new Option[] { count, follow, cursor, withKey })
            command.Options.Add(option);
        filters.AddTo(command);
        formats.AddTo(command);
        connection.OpenFor(command, prefix, async (parsed, catalog, target, cancellationToken) =>
        {
            var filter = filters.FilterOf(parsed);
            var printer = new TailPrinter(new RecordOutput(tool.Output, formats.FormatterOf(parsed)), filter, parsed.GetValue(withKey));
            var file = parsed.GetValue(cursor) is { } path ? new CursorFile(Path.GetFullPath(path, tool.Directory), tool.Time) : null;

            var code = ExitCode.Success;
            if (file?.Read() is not { } start)
            {
                var tail = new LogTail(catalog)
                {
                    OnPassedOver = why => tool.Report($"logappend: {why}"),
                    OnDamage = damage =>
                    {
                        tool.Report($"logappend: {damage.Message}");
                        code = ExitCode.Faulty;
                    },
                    Since = filter.Since,
                };
                (var records, start) = await tail.ReadAsync(target.Key, parsed.GetValue(count),
                    record => filter.IsWanted(record.Bytes.Span), cancellationToken).ConfigureAwait(false);
                foreach (var record in records)
                    printer.Print(record);
                await printer.FlushAsync(cancellationToken).ConfigureAwait(false);
                foreach (var note in filter.Notes.Take())
                    tool.Report($"logappend: {note}");
            }

            if (parsed.GetValue(follow))
            {
                var follower = new LogFollower(catalog, target.Key, new LogFollowerOptions
                {
                    Start = start,
                    OnNotice = notice => tool.Report($"logappend: {notice.Message}"),
                });
                await tool.WhileReadAsync(token => FollowAsync(follower, printer, file, token), cancellationToken).ConfigureAwait(false);
            }

            return code;
        });
        return command;
    }

    private static async Task FollowAsync(LogFollower follower, TailPrinter printer, CursorFile? file, CancellationToken cancellationToken)
    {
        try
        {
            var records = follower.FollowAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (records.ConfigureAwait(false))
            {
                while (true)
                {
                    // Read the cursor first: MoveNextAsync changes it.
                    var cursor = file?.IsDue == true ? follower.Cursor : null;

                    // No more records for now, so show the buffered ones.
                    var next = records.MoveNextAsync();
                    if (!next.IsCompleted || printer.IsFull)
                    {
                        await printer.FlushAsync(cancellationToken).ConfigureAwait(false);
                        if (cursor is not null)
                            file?.Save(cursor);
                    }

                    if (!await next.ConfigureAwait(false))
                        return;
                    printer.Print(records.Current);
                }
            }
        }
        finally
        {
            await printer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            file?.Save(follower.Cursor);
        }
    }

    /// <summary>Prints a record that passes the filter, with its key if requested.</summary>
    private sealed class TailPrinter(RecordOutput output, RecordFilter filter, bool withKey)
    {
        internal bool IsFull => output.IsFull;

        internal void Print(LogRecord record)
        {
            DateTimeOffset? placedTime = null;
            if (!filter.IsShown(record.Bytes.Span, ref placedTime))
                return;
            if (withKey)
                output.WriteText(Encoding.UTF8.GetBytes($"{ShownText.Of(record.Key)}: "));
            output.Write(record.Bytes.Span);
        }

        internal ValueTask FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);
    }
}
