using System.Globalization;
using LogAppendSink.Emulator.Checksums;
using LogAppendSink.Emulator.Tests.Wire;
using Xunit.Abstractions;

namespace LogAppendSink.Emulator.Tests.Endurance;

public sealed class MemoryTests(ITestOutputHelper output) : IDisposable
{
    private const int BodyBytes = 4 * 1024 * 1024;
    private const int MemoryLimitKilobytes = 150 * 1024;
    private const string Key = "large.log";

    private readonly string _directory = Directory.CreateTempSubdirectory("emulator-tests-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Memory_is_bounded_when_an_object_grows()
    {
        var appends = Exhaustive.Or(few: 16, all: 256); // 64 MiB, 1 GiB
        using var process = await EmulatorProcess.StartAsync("--port", "0", "--data", _directory);
        using var client = new OssClient(process.Endpoint, new TestSigner("emulator-key-id", "emulator-key-secret", "cn-hangzhou"));
        var body = new byte[BodyBytes];
        new Random(1).NextBytes(body);
        var crc = 0UL;

        for (var i = 0; i < appends; i++)
        {
            body[0] = (byte)i;
            crc = Crc64.Append(crc, body);
            var reply = await client.Append(Key, (long)i * BodyBytes, body);
            Assert.Equal(200, reply.Status);
            Assert.Equal(crc.ToString(CultureInfo.InvariantCulture), reply["x-oss-hash-crc64ecma"]);
        }

        // Full and ranged reads need no additional memory either.
        var tail = await client.Get(Key, ("Range", "bytes=-4194304"));
        Assert.Equal(body, tail.Body);

        var peak = PeakKilobytes(process.Id);
        output.WriteLine($"{(long)appends * BodyBytes / (1024 * 1024)} MiB: peak {peak / 1024} MiB");
        Assert.InRange(peak, 1, MemoryLimitKilobytes);
    }

    // Linux reports the peak memory of a process. Elsewhere only the content is tested.
    private static long PeakKilobytes(int processId)
    {
        var path = $"/proc/{processId}/status";

        if (!File.Exists(path))
            return 1;

        var line = File.ReadLines(path).Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture); // "VmHWM:   90000 kB"
    }
}
