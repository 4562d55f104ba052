using System.Globalization;
using System.Text;

namespace LogAppendSink.Cli.Tests.Processes;

/// <summary>The objects, files and spools that the command lines of help and documents name.</summary>
internal static class SeededStore
{
    private static readonly string[] Spools = ["var/spool/my-app", "mnt/dead-host/spool"];

    internal static async Task FillAsync(ToolRig rig, string commandLine)
    {
        var events = Event("web-1", number: 1, "2026-03-01T07:00:00Z") + Event("web-1", number: 2, Now(rig));
        foreach (var bucket in new[] { "logs", "acme-logs" })
            await AppendAsync(rig, bucket, "logs/shop/20260301/web-1.clef", Encoding.UTF8.GetBytes(events));
        await AppendAsync(rig, "logs", "logs/shop/20260301/web-1.clef.gz", ToolRig.Gzip(Event("web-2", number: 1, "2026-03-01T07:00:00Z")));
        foreach (var bucket in new[] { "logs", "acme-video" })
            await AppendAsync(rig, bucket, "cam-1/film.ts", "film"u8.ToArray());

        rig.WriteFile("film.ts", "film, all of it");
        rig.WriteFile("report.csv", "a,b\n");
        Directory.CreateDirectory(Path.Combine(rig.WorkingDirectory, ".config", "fish", "completions"));

        // Creating one takes as long as a run of the tool.
        foreach (var spool in Spools.Where(commandLine.Contains))
            await LeaveSpoolAsync(rig, spool);
        Directory.CreateDirectory(Path.Combine(rig.WorkingDirectory, "srv", "my-app"));
        rig.WriteFile(Path.Combine("srv", "my-app", "appsettings.json"), """{ "OssAppend": { "ObjectKey": "app/web.clef", "RollingInterval": "Infinite" } }""");
    }

    private static Task<long> AppendAsync(ToolRig rig, string bucket, string key, byte[] bytes) => rig.Emulator.AppendDirectAsync(bucket, key, bytes);

    private static string Now(ToolRig rig) => rig.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>An event that matches every condition of the examples.</summary>
    private static string Event(string host, int number, string time) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"@t":"{{time}}","@mt":"slow","@l":"Error","Elapsed":120,"RequestPath":"/api/orders","Host":"{{host}}","Number":{{number}}}""") + "\n";

    /// <summary>Creates a spool from a process that could not reach its store.</summary>
    private static async Task LeaveSpoolAsync(ToolRig rig, string path)
    {
        await using var pipeline = LogPipeline.Create(new OssAppendOptions
        {
            Endpoint = "http://127.0.0.1:1",
            Region = rig.Emulator.Options.Region,
            Bucket = "logs",
            AccessKeyId = rig.Emulator.Options.AccessKeyId,
            AccessKeySecret = rig.Emulator.Options.AccessKeySecret,
            ObjectKey = "app/web.clef",
            RollingInterval = ObjectRollingInterval.Infinite,
            BufferPath = Path.Combine(rig.WorkingDirectory, path),
            BufferSizeLimitBytes = 8 * 1024 * 1024,
            ShutdownTimeout = TimeSpan.Zero,
        });
        pipeline.TryWrite("{\"n\":0}"u8, RecordLevel.Information);
    }
}
