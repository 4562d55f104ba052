using System.Globalization;
using LogAppendSink.Fuzz;

// "<target, or all> <seconds each, 60> <first seed, 1>": tries inputs until the time has expired, each on a new seed. A fault is printed with its
// seed; "<target> 0 <seed>" tries that one alone. Ends with 1 when there was one, with 2 where a run does not end (the seed is printed); should
// the process itself die, artifacts/fuzz/<target>.seed has the seed.
const int HangLimitSeconds = 60; // On a machine that may be loaded; an input takes milliseconds.
const int FaultsToldMax = 5;
var name = args.Length > 0 ? args[0] : "all";
var seconds = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 60;
var firstSeed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1;
var time = TimeProvider.System;

var targets = FuzzTargets.All.Where(target => name == "all" || target.Name == name).ToList();
if (targets.Count == 0)
{
    Console.Error.WriteLine($"There is no target '{name}': {string.Join(", ", FuzzTargets.All.Select(target => target.Name))}.");
    return 2;
}

// Seconds are counted by ticks, of which a process that is stopped for a while gets none.
var current = (Target: "", Seed: 0, Seconds: 0);
var gate = new object();
using var watchdog = time.CreateTimer(_ => EndIfItHangs(), state: null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

var hasFaults = false;
foreach (var target in targets)
    hasFaults |= !TryFor(target);
return hasFaults ? 1 : 0;

bool TryFor(FuzzTarget target)
{
    using var seedFile = File.OpenHandle(Path.Combine(Directory.CreateDirectory("artifacts/fuzz").FullName, $"{target.Name}.seed"), FileMode.Create, FileAccess.Write);
    var startedAt = time.GetTimestamp();
    var (runs, faults) = (0L, 0);
    var seed = firstSeed;
    do
    {
        lock (gate)
            current = (target.Name, seed, Seconds: 0);
        RandomAccess.Write(seedFile, System.Text.Encoding.ASCII.GetBytes($"{seed,11}\n"), fileOffset: 0);
        if (FuzzRun.Fault(target, seed) is { } fault && ++faults <= FaultsToldMax)
            Console.WriteLine(fault);
        runs++;
        seed++;
    }
    while (time.GetElapsedTime(startedAt).TotalSeconds < seconds);

    Console.WriteLine(FormattableString.Invariant($"{target.Name}: {runs:#,0} inputs in {time.GetElapsedTime(startedAt).TotalSeconds:0} s, {faults} faults."));
    return faults == 0;
}

void EndIfItHangs()
{
    lock (gate)
    {
        if (++current.Seconds < HangLimitSeconds)
            return;
        Console.WriteLine($"target {current.Target}, seed {current.Seed}: not over after {HangLimitSeconds} s.");
        Environment.Exit(2);
    }
}
