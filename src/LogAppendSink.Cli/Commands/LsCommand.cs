using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LogAppendSink.Cli.Connection;
using LogAppendSink.Cli.Terminal;
using LogAppendSink.Stores;
using Spectre.Console;

namespace LogAppendSink.Cli.Commands;

/// <summary><c>logappend ls [PREFIX]</c>: lists objects.</summary>
internal static class LsCommand
{
    /// <summary>The columns in display order; in a narrow window, columns are omitted from the right.</summary>
    private static readonly (string Name, bool IsNumber, Func<ObjectEntry, string> Of)[] Columns =
    [
        ("Object", false, entry => ShownText.Of(entry.Key)),
        ("Size", true, entry => ByteText.Of(entry.LengthBytes)),
        ("Last change (UTC)", false, entry => entry.LastModified.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
        ("Type", false, entry => entry.IsAppendObject ? "append" : "normal"),
        ("Class", false, entry => ShownText.Of(entry.StorageClass ?? "")),
    ];

    internal static Command Create(ToolEnvironment tool, ConnectionOptions connection)
    {
        var prefix = PrefixArgument.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON object per line" };
        var command = new ToolCommand("ls", "List objects, in the order in which they were written.")
        {
            Examples =
            [
                ("logappend ls", "lists all objects of the bucket"),
                ("logappend ls logs/shop/20260301/", "lists the objects of a day"),
                ("logappend ls --json logs/ | jq -r .key", "prints the keys for a script"),
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

    /// <summary>Writes the table. A narrow window drops columns, but never the key.</summary>
    internal static void WriteTable(ToolEnvironment tool, IReadOnlyList<ObjectEntry> entries)
    {
        var columns = Columns.ToList();
        while (columns.Count > 1 && WidthOf(columns, entries) > tool.Out.Profile.Width)
            columns.RemoveAt(columns.Count - 1);

        var table = new Table { Border = tool.IsOutputTerminal ? TableBorder.Simple : TableBorder.None };
        foreach (var (name, isNumber, _) in columns)
            table.AddColumn(
                new TableColumn(name) { NoWrap = name != columns[0].Name, Alignment = isNumber ? Justify.Right : Justify.Left });
        foreach (var entry in entries)
            table.AddRow(columns.Select(column => new Text(column.Of(entry))));

        if (entries.Count > 0)
            tool.Out.Write(table);
        tool.OutputText.WriteLine($"{CountText.Of(entries.Count, "object")}, {ByteText.Of(entries.Sum(entry => entry.LengthBytes))}");
    }

    private static int WidthOf(
        List<(string Name, bool IsNumber, Func<ObjectEntry, string> Of)> columns, IReadOnlyList<ObjectEntry> entries) =>
        1 + columns.Sum(column => 3 + entries.Select(entry => column.Of(entry).Length).Append(column.Name.Length).Max());

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
