using LogAppendSink.Objects;

namespace LogAppendSink.Tests.Objects;

/// <summary>The README's snippets, compiled; a convention compares them. Nothing here is called.</summary>
internal static class ReadmeSnippets
{
    internal static async Task AppendingAFileAsync(
        OssAppendOptions options, Func<long, Stream> openSource, Func<Stream, Task<byte[]>> readChunkAsync)
    {
        Stream OpenSource(long position) => openSource(position);
        Task<byte[]> ReadChunkAsync(Stream source) => readChunkAsync(source);

        await using var writer = await AppendObjectWriter.OpenAsync(options, "cam-1/film.ts");
        for (var source = OpenSource(writer.Position); await ReadChunkAsync(source) is { Length: > 0 } chunk;)
            await writer.AppendAsync(chunk); // completes when the chunk is stored
    }
}
