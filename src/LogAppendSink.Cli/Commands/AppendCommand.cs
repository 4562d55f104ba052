using System.CommandLine;
using System.Globalization;
using LogAppendSink.Cli.Appending;
using LogAppendSink.Cli.Connection;
using LogAppendSink.Objects;
using LogAppendSink.Reading;


namespace LogAppendSink.Cli.Commands;

/// <summary><c>logappend append FILE OBJECT</c>: a file, or standard input, into an append object; resumable.</summary>
internal static class AppendCommand
{
    private static readonly TimeSpan RetryTimeDefault = TimeSpan.FromMinutes(5);

    internal static Command Create(ToolEnvironment tool, ConnectionOptions connection)
    {
        var file = new Argument<string>("file") { Description = "The file; - for standard input" };
        var address = new Argument<ObjectAddress>("object") { Description = "Key, or oss://bucket/key", CustomParser = ObjectAddress.Parse };
        var atEnd = new Option<bool>("--at-end") { Description = "Append all of it behind what the object holds, without comparing; running it again appends it again" };
        var contentType = new Option<string?>("--content-type") { Description = "Content-Type of a new object [by the key's extension]", HelpName = "type" };
        var storageClass = new Option<string?>("--storage-class") { Description = "Storage class of a new object: Standard, IA, Archive [the bucket's]", HelpName = "class" };
        var acl = new Option<string?>("--acl") { Description = "ACL of a new object: default, private, public-read, public-read-write", HelpName = "acl" };
        var metadata = PairArgument.Option("--meta", "Metadata of a new object", "name=value");
        var tags = PairArgument.Option("--tag", "Tag of a new object", "name=value");
        var retryTime = new Option<int?>("--retry-time") { Description = "How long one request is tried while the store is away [300]", HelpName = "seconds" };
        var command = new ToolCommand("append", "Append a file to an object; run again after whatever ended it, it goes on where the object ends.")
        {
            Examples =
            [
                ("logappend append film.ts oss://acme-video/cam-1/film.ts", "all of the file; or, where the object holds its beginning, the rest"),
                ("ffmpeg … -f mpegts - | logappend append - oss://acme-video/cam-1/live.ts --at-end", "a live stream, behind what is there"),
                ("logappend append report.csv reports/2026.csv --meta origin=billing --storage-class IA", "what a new object is to have"),
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
            options.OnNotice = notice => tool.Tell($"logappend: {notice.Message}");
            foreach (var (name, value) in parsed.GetValue(metadata) ?? [])
                options.Metadata[name] = value;
            foreach (var (name, value) in parsed.GetValue(tags) ?? [])
                options.Tags[name] = value;

            var fileName = parsed.GetRequiredValue(file);
            var source = fileName == "-" ? tool.Input : Open(Path.GetFullPath(fileName, tool.Directory));
            await using (source.ConfigureAwait(false))
            {
                var sourceName = fileName == "-" ? "standard input" : $"'{fileName}'";
                await AppendAsync(tool, options, target, source, sourceName, parsed.GetValue(atEnd), cancellationToken).ConfigureAwait(false);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);

    private static async Task AppendAsync(
        ToolEnvironment tool, OssAppendOptions options, ObjectAddress target, Stream source, string sourceName, bool isAtEnd, CancellationToken cancellationToken)
    {
        if (Stores.Http.StoreKey.FaultOf(target.Key) is { } fault)
            throw new ToolException($"'{target}' is no object: {fault}.", ExitCode.Usage);

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
                tool.Tell(string.Create(CultureInfo.InvariantCulture, $"logappend: interrupted; '{target}' holds {writer.Position} bytes for certain.{(isAtEnd ? "" : " The same command goes on where it ends.")}"));
                throw;
            }

            await CheckAsync(options, target, writer, appender, cancellationToken).ConfigureAwait(false);
            await tool.OutputText.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{target}: {appender.AppendedBytes} bytes appended{(foundBytes > 0 ? $" to {foundBytes}" : "")}, CRC-64 {appender.Crc64}")).ConfigureAwait(false);
        }
    }

    /// <summary>Before gigabytes are sent in vain.</summary>
    private static void ThrowIfTooLarge(OssAppendOptions options, ObjectAddress target, Stream source, string sourceName, long headBytes)
    {
        if (source.CanSeek && source.Length > options.ObjectSizeLimitBytes - headBytes)
            throw new ToolException(string.Create(CultureInfo.InvariantCulture, $"{sourceName} has {source.Length} bytes, and with it '{target}' would pass {options.ObjectSizeLimitBytes}, the most that an append object takes; append it in parts, to several objects."));
    }

    /// <summary>Asks the store once more, as anybody would who wants to know whether all is there.</summary>
    private static async Task CheckAsync(OssAppendOptions options, ObjectAddress target, AppendObjectWriter writer, SourceAppender appender, CancellationToken cancellationToken)
    {
        using var catalog = ObjectCatalog.Open(options);
        var stored = await catalog.DescribeAsync(target.Key, cancellationToken).ConfigureAwait(false);
        if (stored?.LengthBytes != writer.Position || (stored.Crc64 is { } crc64 && writer.Crc64 is not null && crc64 != appender.Crc64))
            throw new ToolException($"all was appended, but '{target}' now has {stored?.LengthBytes ?? 0} bytes with CRC-64 {stored?.Crc64}, and {writer.Position} bytes with {appender.Crc64} were expected: somebody else has changed it meanwhile.", ExitCode.Faulty);
    }
}
