using System.CommandLine;
using System.Globalization;
using LogAppendSink.Cli.Connection;
using LogAppendSink.Cli.Terminal;
using LogAppendSink.Reading.Decoding;
using LogAppendSink.Reading.Verifying;
using LogAppendSink.Stores;

namespace LogAppendSink.Cli.Commands;

/// <summary><c>logappend verify [PREFIX]</c>: checks every object for damage.</summary>
internal static class VerifyCommand
{
    internal static Command Create(ToolEnvironment tool, ConnectionOptions connection)
    {
        var prefix = PrefixArgument.Create();
        var sequence = new Option<string?>("--sequence")
        {
            Description = "Property with the sequence number of a writer's events; gaps and repeats are faults",
            HelpName = "property",
        };
        var writer = new Option<string?>("--writer")
        {
            Description = "Property that identifies the writer, if several writers have their own sequences",
            HelpName = "property",
        };
        var command = new ToolCommand("verify", "Check every object: complete records, valid CLEF, complete gzip members, "
            + "the store's CRC-64.")
        {
            Examples =
            [
                ("logappend verify logs/shop/20260301/", "checks all objects of a day; exit code 4 if one is faulty"),
                ("logappend verify logs/ --sequence Number --writer Host", "also checks that no event is missing or repeated"),
            ],
        };
        command.Options.Add(sequence);
        command.Options.Add(writer);
        connection.OpenFor(command, prefix, async (parsed, catalog, target, cancellationToken) =>
        {
            var entries = await catalog.ListInOrderAsync(target.Key, cancellationToken).ConfigureAwait(false);
            if (entries.Count == 0)
                throw new ToolException($"no object has a key that begins with '{target}'; "
                    + "list keys with logappend ls.", ExitCode.NotFound);

            var sequences = parsed.GetValue(sequence) is { } name ? new SequenceCheck(name, parsed.GetValue(writer)) : null;
            using var progress = new ProgressLine(tool, "verify", entries.Sum(entry => entry.LengthBytes), writesOutput: false);
            var (records, faulty) = (0L, 0);
            foreach (var entry in entries)
            {
                var report = await ObjectVerifier.VerifyAsync(
                    catalog, entry.Key, sequences, progress, StoredContentLimits.Large, cancellationToken).ConfigureAwait(false);
                progress.Complete(entry.LengthBytes);
                progress.Dispose(); // Clears the progress line for the lines below; the next report draws it again.
                records += report.RecordCount;
                faulty += report.Faults.Count > 0 ? 1 : 0;
                await PrintAsync(tool.OutputText, entry, report).ConfigureAwait(false);
            }

            await tool.OutputText.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{CountText.Of(entries.Count, "object")}, {ByteText.Of(entries.Sum(entry => entry.LengthBytes))}, "
                + $"{CountText.Of(records, "record")}: {(faulty == 0 ? "no faults" : $"{faulty} faulty")}")).ConfigureAwait(false);
            return faulty == 0 ? ExitCode.Success : ExitCode.Faulty;
        });
        return command;
    }

    private static async Task PrintAsync(TextWriter output, ObjectEntry entry, VerifyReport report)
    {
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{(report.Faults.Count == 0 ? "ok    " : "FAULTY")} {ShownText.Of(entry.Key)}  "
                + $"{CountText.Of(report.RecordCount, "record")}"
                + $"{(report.IsChecksummed ? "" : ", the store has no CRC-64 to compare")}")).ConfigureAwait(false);
        foreach (var fault in report.Faults)
            await output.WriteLineAsync($"         {ShownText.Of(fault)}").ConfigureAwait(false);
    }
}
