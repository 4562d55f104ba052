using System.CommandLine;
using System.Globalization;
using LogAppendSink.Cli.Appending;
using LogAppendSink.Cli.Connection;
using LogAppendSink.Objects;
using LogAppendSink.Reading;


namespace LogAppendSink.Cli.Commands;

/// <summary><c>logappend append FILE OBJECT</c>: appends a file or standard input to an object; resumable.</summary>
internal static class AppendCommand
{
    private static readonly TimeSpan RetryTimeDefault = TimeSpan.FromMinutes(5);

    internal static Command Create(ToolEnvironment tool, ConnectionOptions connection)
    {
        var file = new Argument<string>("file") { Description = "The file, or - for standard input" };
        var address = ObjectAddress.NewArgument();
        var atEnd = new Option<bool>("--at-end")
        {
            Description = "Append the whole file to the end of the object, without comparing; a second run appends it again",
        };
        var contentType = new Option<string?>("--content-type")
        {
            Description = "Content-Type of a new object [from the key's extension]",
            HelpName = "type",
        };
        var storageClass = new Option<string?>("--storage-class")
        {
            Description = "Storage class of a new object: Standard, IA, Archive [the bucket's]",
            HelpName = "class",
        };
        var acl = new Option<string?>("--acl")
        {
            Description = "ACL of a new object: default, private, public-read, public-read-write",
            HelpName = "acl",
        };
        var metadata = PairArgument.Option("--meta", "Metadata of a new object; repeatable", "name=value");
        var tags = PairArgument.Option("--tag", "Tag of a new object; repeatable", "name=value");
        var retryTime = new Option<int?>("--retry-time")
        {
            Description = "How long a request is retried while the store is unavailable [300]",
            HelpName = "seconds",
        };
        var command = new ToolCommand("append", "Append a file to an object. After an interruption, "
            + "the same command resumes where the object ends.")
        {
            Examples =
            [
                ("logappend append film.ts oss://acme-video/cam-1/film.ts",
                    "appends the file, or only the rest if the object already contains its beginning"),
                ("ffmpeg … -f mpegts - | logappend append - oss://acme-video/cam-1/live.ts --at-end",
                    "appends a live stream to the end of the object"),
                ("logappend append report.csv reports/2026.csv --meta origin=billing --storage-class IA",
                    "sets metadata and storage class of a new object"),
            ],
        };
        command.Arguments.Add(file);
        command.Arguments.Add(address);
        foreach (var option in new Option[] { atEnd, contentType, storageClass, acl, metadata, tags, retryTime })
            command.Options.Add(option);
        connection.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var target = parsed.GetRequiredValue(address);
            var options = await connection.ResolveAsync(parsed, target, cancellationToken).ConfigureAwait(false);
            options.ContentType = parsed.GetValue(contentType);
            options.StorageClass = parsed.GetValue(storageClass);
            options.ObjectAcl = parsed.GetValue(acl);
            options.RetryTimeLimit = parsed.GetValue(retryTime) is { } seconds ? TimeSpan.FromSeconds(seconds) : RetryTimeDefault;
            options.OnNotice = notice => tool.Report($"logappend: {notice.Message}");
            foreach (var (name, value) in parsed.GetValue(metadata) ?? [])
                options.Metadata[name] = value;
            foreach (var (name, value) in parsed.GetValue(tags) ?? [])
                options.Tags[name] = value;

            var fileName = parsed.GetRequiredValue(file);
            var source = fileName == "-" ? tool.Input : Open(Path.GetFullPath(fileName, tool.Directory));
            await using (source.ConfigureAwait(false))
            {
                var sourceName = fileName == "-" ? "standard input" : $"'{fileName}'";
                await AppendAsync(tool, options, target, source, sourceName, parsed.GetValue(atEnd), cancellationToken)
                    .ConfigureAwait(false);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0,
            FileOptions.Asynchronous | FileOptions.SequentialScan);

    private static async Task AppendAsync(
        ToolEnvironment tool, OssAppendOptions options, ObjectAddress target, Stream source, string sourceName, bool isAtEnd,
        CancellationToken cancellationToken)
    {
        if (Stores.Http.StoreKey.FaultOf(target.Key) is { } fault)
            throw new ToolException($"'{target}' is not a valid key: {fault}.", ExitCode.Usage);

        var writer = await AppendObjectWriter.OpenAsync(options, target.Key, cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            var foundBytes = writer.Position;
            ThrowIfTooLarge(options, target, source, sourceName, headBytes: isAtEnd ? foundBytes : 0);
            var appender = new SourceAppender(tool, writer, target, source, sourceName);
            try
            {
                if (isAtEnd)
                    appender.TakeHead();
                else
                    await appender.CompareHeadAsync(cancellationToken).ConfigureAwait(false);

                var restBytes = source.CanSeek ? Math.Max(0, source.Length - source.Position) : 0;
                await appender.AppendRestAsync(restBytes, isLive: !source.CanSeek, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                tool.Report(string.Create(CultureInfo.InvariantCulture,
                    $"logappend: interrupted; at least {writer.Position} bytes of '{target}' are stored."
                    + $"{(isAtEnd ? "" : " Run the same command to resume.")}"));
                throw;
            }

            await CheckAsync(options, target, writer, appender, cancellationToken).ConfigureAwait(false);
            await tool.OutputText.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{target}: {appender.AppendedBytes} bytes appended"
                + $"{(foundBytes > 0 ? $" to {foundBytes}" : "")}, CRC-64 {appender.Crc64}")).ConfigureAwait(false);
        }
    }

    /// <summary>Checks the size limit before gigabytes are sent in vain.</summary>
    private static void ThrowIfTooLarge(OssAppendOptions options, ObjectAddress target, Stream source, string sourceName, long headBytes)
    {
        if (source.CanSeek && source.Length > options.ObjectSizeLimitBytes - headBytes)
            throw new ToolException(string.Create(CultureInfo.InvariantCulture, $"{sourceName} has {source.Length} bytes, "
                + $"and with it '{target}' would exceed {options.ObjectSizeLimitBytes} bytes, the limit of an append object; "
                + $"split the file and append it to several objects."));
    }

    /// <summary>Verifies length and CRC-64 with a last HEAD request.</summary>
    private static async Task CheckAsync(
        OssAppendOptions options, ObjectAddress target, AppendObjectWriter writer,
        SourceAppender appender, CancellationToken cancellationToken)
    {
        using var catalog = ObjectCatalog.Open(options);
        var stored = await catalog.DescribeAsync(target.Key, cancellationToken).ConfigureAwait(false);
        if (stored?.LengthBytes != writer.Position || (stored.Crc64 is { } crc64 && writer.Crc64 is not null && crc64 != appender.Crc64))
            throw new ToolException($"all bytes were appended, but another writer changed '{target}': "
                + $"it has {stored?.LengthBytes ?? 0} bytes (CRC-64 {stored?.Crc64}); "
                + $"expected {writer.Position} bytes (CRC-64 {appender.Crc64}). "
                + "Append to an object that has no other writer.", ExitCode.Faulty);
    }
}
