using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LogAppendSink.Cli.Connection;
using LogAppendSink.Cli.Terminal;
using LogAppendSink.Stores;
using Spectre.Console;

namespace LogAppendSink.Cli.Commands;

/// <summary><c>logappend stat OBJECT</c>: shows length, type, checksum and metadata of an object.</summary>
internal static class StatCommand
{
    internal static Command Create(ToolEnvironment tool, ConnectionOptions connection)
    {
        var address = ObjectAddress.NewArgument();
        var json = new Option<bool>("--json") { Description = "Print one JSON object" };
        var command = new ToolCommand("stat", "Show length, type, checksum and metadata of an object.")
        {
            Examples =
            [
                ("logappend stat logs/shop/20260301/web-1.clef", "shows length, type, CRC-64, last change and metadata"),
                ("logappend stat --json oss://acme-logs/logs/shop/20260301/web-1.clef | jq .crc64", "prints one value for a script"),
            ],
        };
        command.Options.Add(json);
        connection.OpenFor(command, address, async (parsed, catalog, target, cancellationToken) =>
        {
            var description = await catalog.DescribeAsync(target.Key, cancellationToken).ConfigureAwait(false)
                ?? throw new ToolException($"object '{target}' does not exist.", ExitCode.NotFound);

            if (parsed.GetValue(json))
                await WriteJsonAsync(tool.Output, description, cancellationToken).ConfigureAwait(false);
            else
                tool.Out.Write(Table(description));
            return ExitCode.Success;
        });
        return command;
    }

    private static Grid Table(ObjectDescription description)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        foreach (var (name, value) in Rows(description))
            grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(ShownText.Of(value)));
        return grid;
    }

    private static IEnumerable<(string Name, string Value)> Rows(ObjectDescription description)
    {
        var invariant = CultureInfo.InvariantCulture;
        yield return ("Key", description.Key);
        yield return ("Length", $"{description.LengthBytes.ToString("N0", invariant)} bytes ({ByteText.Of(description.LengthBytes)})");
        yield return ("Type",
            description.IsAppendObject ? description.IsSealed ? "append object, sealed" : "append object" : "normal object");
        if (description.Crc64 is { } crc)
            yield return ("CRC-64", crc.ToString(invariant));
        if (description.LastModified is { } time)
            yield return ("Last change", time.ToString("yyyy-MM-dd HH:mm:ss'Z'", invariant));
        (string Name, string? Value)[] texts =
        [
            ("ETag", description.ETag), ("Storage class", description.StorageClass),
            ("Content type", description.ContentType), ("Encryption", description.ServerSideEncryption),
        ];
        foreach (var (name, value) in texts)
        {
            if (value is not null)
                yield return (name, value);
        }

        if (description.TagCount > 0)
            yield return ("Tags", description.TagCount.ToString(invariant));
        foreach (var (name, value) in description.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            yield return ($"Metadata {name}", value);
    }

    private static async Task WriteJsonAsync(Stream output, ObjectDescription description, CancellationToken cancellationToken)
    {
        var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        await using (json.ConfigureAwait(false))
        {
            json.WriteStartObject();
            json.WriteString("key", description.Key);
            json.WriteNumber("lengthBytes", description.LengthBytes);
            json.WriteString("type", description.IsAppendObject ? "Appendable" : "Normal");
            json.WriteBoolean("sealed", description.IsSealed);
            // Written as text, because many JSON parsers round numbers of more than 53 bits.
            json.WriteString("crc64", description.Crc64?.ToString(CultureInfo.InvariantCulture));
            json.WriteString("lastModified", description.LastModified?.ToString("O", CultureInfo.InvariantCulture));
            json.WriteString("etag", description.ETag);
            json.WriteString("storageClass", description.StorageClass);
            json.WriteString("contentType", description.ContentType);
            json.WriteString("serverSideEncryption", description.ServerSideEncryption);
            json.WriteNumber("tagCount", description.TagCount);
            json.WriteStartObject("metadata");
            foreach (var (name, value) in description.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteEndObject();
            await json.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        output.WriteByte((byte)'\n');
    }
}
