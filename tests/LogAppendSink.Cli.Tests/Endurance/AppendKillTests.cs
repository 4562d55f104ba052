using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using LogAppendSink.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace LogAppendSink.Cli.Tests.Endurance;

/// <summary>
/// Runs <c>logappend append</c> in a separate process and kills it repeatedly with SIGKILL. The default is a file of 24 MiB and 5 kills;
/// <c>LOGAPPENDSINK_APPEND_MIB</c> and <c>LOGAPPENDSINK_APPEND_KILLS</c> change it.
/// </summary>
public class AppendKillTests(ITestOutputHelper output)
{
    private const int Mebibyte = 1024 * 1024;
    private const int RequestBytes = 4 * Mebibyte;

    /// <summary>Enough for a gibibyte on a loaded machine.</summary>
    private static readonly TimeSpan LifeLimit = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task File_arrives_complete_and_unrepeated_when_its_append_is_killed_repeatedly()
    {
        var lengthBytes = (long)Number("LOGAPPENDSINK_APPEND_MIB", 24) * Mebibyte;
        var kills = Number("LOGAPPENDSINK_APPEND_KILLS", 5);
        var requestsPerLife = Math.Max(1, (int)(lengthBytes / RequestBytes / (kills + 1)));
        var random = new Random(kills);
        await using var rig = await ToolRig.StartAsync();
        var path = Path.Combine(rig.WorkingDirectory, "film.ts");
        var hash = await WriteRandomFileAsync(path, lengthBytes, random);

        for (var life = 0; life < kills; life++)
        {
            // A request held before it is applied, one held after, and one before or after its response.
            var rule = rig.Emulator.Faults.Nth(OssOperation.Append, random.Next(1, requestsPerLife + 1), life % 3 == 0 ? Fault.HangAfterApply : Fault.HangBeforeApply);
            using var child = Start(rig);
            await rig.Emulator.Faults.WhenHeldAsync().WaitAsync(LifeLimit, TimeProvider.System);
            rig.Emulator.Faults.Remove(rule);
            if (life % 3 == 2)
            {
                rig.Emulator.Faults.ReleaseHeld();
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(30)), TimeProvider.System);
            }

            child.Kill();
            await child.WaitForExitAsync().WithDeadline("the process to be gone");
            rig.Emulator.Faults.ReleaseHeld();
            await UntilNothingIsUnderWay(rig);
        }

        using (var last = Start(rig))
        {
            await last.WaitForExitAsync().WaitAsync(LifeLimit, TimeProvider.System);
            Assert.Equal("", await last.StandardError.ReadToEndAsync());
            Assert.Equal(ExitCode.Success, last.ExitCode);
        }

        var appends = rig.Emulator.Requests.Entries(OssOperation.Append);
        Assert.Equal(hash, await HashOfObjectAsync(rig, "film.ts", lengthBytes));
        AssertNothingStoredIsSentAgain(appends, lengthBytes);
        output.WriteLine($"{kills} kills: {lengthBytes} bytes in {appends.Count} appends, {appends.Count(append => append.Outcome != "200")} of them not answered.");
    }

    /// <summary>
    /// Resent bytes that are already stored would get a 409. So each request must start where the previous one started, which then was not
    /// stored, or where the previous one ended.
    /// </summary>
    private static void AssertNothingStoredIsSentAgain(IReadOnlyList<RequestEntry> appends, long lengthBytes)
    {
        Assert.DoesNotContain(appends, append => append.Outcome == "409");
        for (var i = 1; i < appends.Count; i++)
        {
            var (before, next) = (appends[i - 1], appends[i]);
            var end = before.Position + (before.BodyLengthBytes ?? 0);
            Assert.True(
                next.Position == end || (next.Position == before.Position && before.Outcome != "200"),
                $"Append {next.Number} at {next.Position} follows {before.Number} at {before.Position} with {before.BodyLengthBytes} bytes ({before.Outcome}).");
        }

        Assert.Equal(lengthBytes, appends[^1].Position + appends[^1].BodyLengthBytes);
    }

    private static Process Start(ToolRig rig)
    {
        var start = BuiltTool.Prepare(BuiltTool.FilePath, ["append", "film.ts", "film.ts"], rig);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        return Process.Start(start) ?? throw new InvalidOperationException("The tool did not start.");
    }

    /// <summary>Waits until complete requests of the killed process are applied, before the next process starts.</summary>
    private static async Task UntilNothingIsUnderWay(ToolRig rig)
    {
        // Polled, because the process that would report the outcome was killed, and the emulator's log has no signal.
        for (var tries = 0; rig.Emulator.Requests.Entries().Any(entry => entry.Outcome == "pending"); tries++)
        {
            Assert.True(tries < 4000, "A request is still under way after two minutes.");
            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System);
        }
    }

    private static async Task<string> WriteRandomFileAsync(string path, long lengthBytes, Random random)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = File.Create(path);
        var chunk = new byte[Mebibyte];
        for (var written = 0L; written < lengthBytes; written += chunk.Length)
        {
            random.NextBytes(chunk);
            hash.AppendData(chunk);
            await file.WriteAsync(chunk);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static async Task<string> HashOfObjectAsync(ToolRig rig, string key, long lengthBytes)
    {
        var options = new OssAppendOptions
        {
            Endpoint = rig.Emulator.Endpoint.ToString(),
            Region = rig.Emulator.Options.Region,
            Bucket = rig.Emulator.Options.Buckets[0],
            AccessKeyId = rig.Emulator.Options.AccessKeyId,
            AccessKeySecret = rig.Emulator.Options.AccessKeySecret,
        };
        using var catalog = Reading.ObjectCatalog.Open(options);
        Assert.Equal(lengthBytes, await catalog.GetLengthAsync(key));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var position = 0L; position < lengthBytes; position += RequestBytes)
            hash.AppendData((await catalog.ReadAsync(key, position, (int)Math.Min(RequestBytes, lengthBytes - position)))!.Value.Span); // The object is never deleted.
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static int Number(string variable, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : fallback;
}
