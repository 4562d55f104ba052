using LogAppendSink.Benchmarks;

// dotnet run -c Release --project tests/LogAppendSink.Benchmarks -- e2e [events] [rounds]
var events = args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 100_000;
var rounds = args.Length > 2 ? int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 5;

switch (args.FirstOrDefault())
{
    case "e2e":
        await EndToEndBenchmark.RunAsync(events, rounds);
        return 0;
    default:
        Console.Error.WriteLine("Say which: e2e [events, default 100000] [rounds, default 5].");
        return 2;
}
