using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LogAppendSink.Cli.Connection;
using LogAppendSink.Cli.Terminal;
using LogAppendSink.Reading;
using Spectre.Console;

namespace LogAppendSink.Cli.Commands;

/// <summary><c>logappend ls [PREFIX]</c>: which objects are there.</summary>
internal static class LsCommand
{
    internal static Command Create(ToolEnvironment tool, ConnectionOptions connection)
    {
        var prefix = PrefixArgument.Create();
        var json = new Option<bool>("--json") { Description = "One JSON object a line" };
        var command = new ToolCommand("ls", "List objects, in the order in which they were written.")
        {
            Examples =
            [
                ("logappend ls", "all objects of the bucket"),
                ("logappend ls logs/shop/20260301/", "those of a day"),
                ("logappend ls --json logs/ | jq -r .key", "their keys, for a script"),
            ],
        };
        command.Options.Add(json);
        connection.OpenFor(command, prefix, async (parsed, catalog, target, cancellationToken) =>
        {
            var entries = await catalog.ListInOrderAsync(target.Key, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
                WriteJson(tool.Output, entries);
            else
                WriteTable(tool, entries);
            return ExitCode.Success;
        });
        return command;
    }

    private static void WriteTable(ToolEnvironment tool, IReadOnlyList<ObjectEntry> entries)
    {
        var table = new Table { Border = tool.IsOutputTerminal ? TableBorder.Simple : TableBorder.None };
        table.AddColumn(new TableColumn("Object"));
        table.AddColumn(new TableColumn("Size").RightAligned().NoWrap());
        table.AddColumn(new TableColumn("Last change (UTC)").NoWrap());
        table.AddColumn(new TableColumn("Type").NoWrap());
        table.AddColumn(new TableColumn("Class").NoWrap());
        foreach (var entry in entries)
        {
            table.AddRow(
                new Text(entry.Key),
                new Text(ByteText.Of(entry.LengthBytes)),
                new Text(entry.LastModified.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
                new Text(entry.IsAppendObject ? "append" : "normal"),
                new Text(entry.StorageClass ?? ""));
        }

        if (entries.Count > 0)
            tool.Out.Write(table);
        tool.OutputText.WriteLine($"{CountText.Of(entries.Count, "object")}, {ByteText.Of(entries.Sum(entry => entry.LengthBytes))}");
    }

    private static void WriteJson(Stream output, IReadOnlyList<ObjectEntry> entries)
    {
        using var buffer = new BufferedStream(output);
        using var json = new Utf8JsonWriter(buffer);
        foreach (var entry in entries)
        {
            json.WriteStartObject();
            json.WriteString("key", entry.Key);
            json.WriteNumber("lengthBytes", entry.LengthBytes);
            json.WriteString("lastModified", entry.LastModified.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            json.WriteString("type", entry.IsAppendObject ? "Appendable" : "Normal");
            json.WriteString("storageClass", entry.StorageClass);
            json.WriteString("etag", entry.ETag);
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            buffer.WriteByte((byte)'\n');
        }
    }
}
