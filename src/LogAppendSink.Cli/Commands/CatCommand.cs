using System.CommandLine;
using LogAppendSink.Cli.Connection;
using LogAppendSink.Cli.Filtering;
using LogAppendSink.Cli.Formatting;
using LogAppendSink.Cli.Terminal;
using LogAppendSink.Reading;
using LogAppendSink.Reading.Filtering;
using LogAppendSink.Reading.Searching;
using LogAppendSink.Stores;

namespace LogAppendSink.Cli.Commands;

/// <summary><c>logappend cat OBJECT…</c>: prints the content of objects.</summary>
internal static class CatCommand
{
    /// <summary>The minimum size for a search by time. Below it, reading everything is about as fast.</summary>
    private const long SeekBytesMin = 1024 * 1024;

    internal static Command Create(ToolEnvironment tool, ConnectionOptions connection)
    {
        var addresses = new Argument<ObjectAddress[]>("objects")
        {
            Description = "Keys or prefixes, or oss://bucket/key; a prefix selects all objects below it",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = argument =>
                [.. argument.Tokens.Select(token => ObjectAddress.Parse(argument, token.Value)).OfType<ObjectAddress>()],
        };
        var raw = new Option<bool>("--raw") { Description = "Print the stored bytes unchanged: no decompression, no filters, no format" };
        var filters = new FilterOptions(tool);
        var formats = new FormatOptions(tool);
        var command = new ToolCommand("cat", "Print objects, decompressed.")
        {
            Examples =
            [
                ("logappend cat logs/shop/20260301/web-1.clef", "prints its events: coloured on a terminal, as stored in a pipe"),
                ("logappend cat logs/shop/20260301/ --level Error --since 2h", "prints the errors of all hosts in the last two hours"),
                ("logappend cat logs/shop/ --where 'Elapsed > 100 and RequestPath like \"/api%\"' -o Text", "prints slow requests as text"),
                ("logappend cat --raw logs/shop/20260301/web-1.clef.gz > web-1.clef.gz", "copies the object"),
            ],
        };
        command.Arguments.Add(addresses);
        command.Options.Add(raw);
        filters.AddTo(command);
        formats.AddTo(command);
        connection.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var filter = filters.FilterOf(parsed);
            var code = ExitCode.Success;
            foreach (var target in parsed.GetRequiredValue(addresses))
            {
                using var catalog = await connection.OpenCatalogAsync(parsed, target, cancellationToken).ConfigureAwait(false);
                var entries = await FindAsync(catalog, target, since: parsed.GetValue(raw) ? null : filter.Since, cancellationToken)
                    .ConfigureAwait(false);
                using var progress = new ProgressLine(tool, target.ToString(), entries.Sum(entry => entry.LengthBytes), writesOutput: true);
                var copy = new RecordCopy(tool.Output);
                var reader = new RecordReader(catalog) { OnDamage = Report };
                foreach (var (key, lengthBytes) in entries)
                {
                    try
                    {
                        if (parsed.GetValue(raw))
                            await copy.WriteAsync(
                                reader.ReadStoredBytesAsync(key, lengthBytes, progress, cancellationToken), cancellationToken)
                                .ConfigureAwait(false);
                        else if (filter.IsEmpty && formats.IsStored(parsed))
                            await copy.WriteAsync(reader.ReadBytesAsync(key, lengthBytes, progress, cancellationToken), cancellationToken)
                                .ConfigureAwait(false);
                        else
                            await PrintAsync(reader, catalog, (key, lengthBytes), filter, progress,
                                new RecordOutput(tool.Output, formats.FormatterOf(parsed)), cancellationToken).ConfigureAwait(false);
                    }
                    catch (ObjectReadException exception) when (exception.IsOfObjectAlone)
                    {
                        // Like cat, continue with the other objects.
                        progress.Dispose();
                        tool.Report($"logappend: {exception.Message}");
                        code = ExitCode.Failed;
                    }

                    progress.Complete(lengthBytes);
                }

                void Report(ObjectDamage damage)
                {
                    // Clears the progress line for the message below; the next report draws it again.
                    progress.Dispose();
                    copy.EndLine();
                    tool.Report($"logappend: {damage.Message}");
                    code = code == ExitCode.Success ? ExitCode.Faulty : code;
                }
            }

            foreach (var note in filter.Notes.Take())
                tool.Report($"logappend: {note}");
            return code;
        });
        return command;
    }

    /// <summary>Returns the object with that key, or else all objects below it that changed since the requested time.</summary>
    private static async Task<IReadOnlyList<(string Key, long LengthBytes)>> FindAsync(
        ObjectCatalog catalog, ObjectAddress target, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        // Tried first, because reading an object needs no permission to list.
        var mayBeObject = target.Key.Length > 0 && !target.Key.EndsWith('/');
        if (mayBeObject && await catalog.GetLengthAsync(target.Key, cancellationToken).ConfigureAwait(false) is { } lengthBytes)
            return [(target.Key, lengthBytes)];

        IReadOnlyList<ObjectEntry> entries;
        try
        {
            entries = await catalog.ListInOrderAsync(target.Key, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectReadException exception) when (mayBeObject && exception.HttpStatus == 403)
        {
            // The object is missing, but the access key may lack the permission to list.
            throw new ToolException($"object '{target}' does not exist, and objects below it cannot be listed: "
                + $"{exception.Message}", ExitCode.NotFound, exception);
        }

        return entries.Count > 0
            ? [.. entries
                .Where(entry => since is not { } from || ObjectSelection.MayHave(entry, place: default, from, to: DateTimeOffset.MaxValue))
                .Select(entry => (entry.Key, entry.LengthBytes))]
            : throw new ToolException($"object '{target}' does not exist, and no key begins with it; "
                + "list keys with logappend ls.", ExitCode.NotFound);
    }

    /// <summary>Prints the selected records. In a long object, only the requested time range is read.</summary>
    private static async Task PrintAsync(
        RecordReader reader,
        ObjectCatalog catalog,
        (string Key, long LengthBytes) entry,
        RecordFilter filter,
        IProgress<long> progress,
        RecordOutput output,
        CancellationToken cancellationToken)
    {
        var (key, lengthBytes) = entry;
        var (position, isGzip) = (0L, (bool?)null);
        if (lengthBytes > SeekBytesMin && filter.Since is { } since && since - DateTimeOffset.MinValue > TimeRangeSearch.DisorderMax)
        {
            var seek = new TimeSeek(catalog.Source, catalog.Time);
            var found = await seek.FindAsync(key, lengthBytes, since - TimeRangeSearch.DisorderMax, cancellationToken)
                .ConfigureAwait(false);
            if (found is { } place)
                (position, isGzip) = place;
        }

        // All records before the found position are before --since, including records without a time.
        DateTimeOffset? placedTime = position > 0 ? DateTimeOffset.MinValue : null;
        var blocks = reader.ReadRecordsAsync(key, position, lengthBytes, isGzip, progress, cancellationToken);
        await foreach (var block in blocks.ConfigureAwait(false))
        {
            for (var rest = block.Bytes; !rest.IsEmpty;)
            {
                rest = rest[Print(rest.Span, filter, ref placedTime, output)..];
                if (output.IsFull)
                    await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            if (filter.Until is { } until && IsAllAfter(block, until))
                break;
        }

        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether all following records are after a time: the block is later by at least the permitted disorder.</summary>
    private static bool IsAllAfter(RecordBlock block, DateTimeOffset until)
    {
        var bytes = block.Bytes.Span.Trim((byte)'\n');
        var firstEnd = bytes.IndexOf((byte)'\n');
        var first = firstEnd < 0 ? bytes : bytes[..firstEnd];
        var last = bytes[(bytes.LastIndexOf((byte)'\n') + 1)..];
        return RecordProbe.TimestampOf(first) - until >= TimeRangeSearch.DisorderMax
            && RecordProbe.TimestampOf(last) - until >= TimeRangeSearch.DisorderMax;
    }

    /// <summary>Prints records until the output is full.</summary>
    /// <returns>The number of bytes that are processed.</returns>
    private static int Print(ReadOnlySpan<byte> bytes, RecordFilter filter, ref DateTimeOffset? placedTime, RecordOutput output)
    {
        var done = 0;
        while (done < bytes.Length && !output.IsFull)
        {
            var end = bytes[done..].IndexOf((byte)'\n');
            var record = end < 0 ? bytes[done..] : bytes.Slice(done, end);
            if (filter.IsShown(record, ref placedTime))
                output.Write(record);
            done += record.Length + (end < 0 ? 0 : 1);
        }

        return done;
    }
}
