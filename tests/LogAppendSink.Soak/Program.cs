using System.Globalization;
using LogAppendSink.Soak;

// How long it holds: "<minutes, 30> <folder of the report, artifacts/soak> <seed, 1>". Ends with 1 when an event is lost, doubled or out of
// order, one is dropped, or memory or handles of the writer that is never killed grow.
var minutes = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 30;
var folder = Directory.CreateDirectory(args.Length > 1 ? args[1] : "artifacts/soak");
var seed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1;

var duration = TimeSpan.FromMinutes(minutes);
await using var run = new SoakRun(duration, seed);
await run.RunAsync();
var (check, faults) = await run.CheckAsync();
var report = SoakReport.Of(run, check, faults, duration, seed);

await File.WriteAllTextAsync(Path.Combine(folder.FullName, "soak.txt"), report.Text);
await File.WriteAllTextAsync(Path.Combine(folder.FullName, "soak.svg"), report.Picture);
await File.WriteAllLinesAsync(Path.Combine(folder.FullName, "notices.txt"), run.Notices);
Console.WriteLine(report.Text);
return report.HasFaults ? 1 : 0;
