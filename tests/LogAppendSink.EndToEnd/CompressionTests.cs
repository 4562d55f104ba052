using System.IO.Compression;
using System.Text;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.EndToEnd;

public sealed class CompressionTests
{
    [Fact]
    public async Task Compressed_object_is_readable_after_every_append()
    {
        await using var rig = await Rig.StartAsync();
        await using var pipeline = rig.CreatePipeline(options => options.Compression = RecordCompression.Gzip);

        var expected = new StringBuilder();
        for (var round = 0; round < 5; round++)
        {
            pipeline.TryWrite(Encoding.UTF8.GetBytes($"round {round}\n"), RecordLevel.Information);
            await pipeline.FlushAsync().WithDeadline("the round to be stored");
            expected.Append($"round {round}\n");

            var stored = Assert.Single(await rig.ReadObjectsAsync());
            Assert.EndsWith(".clef.gz", stored.Key, StringComparison.Ordinal);
            using var gzip = new GZipStream(new MemoryStream(stored.Bytes), CompressionMode.Decompress);
            using var reader = new StreamReader(gzip);
            Assert.Equal(expected.ToString(), await reader.ReadToEndAsync());
        }
    }
}
