using System.Globalization;
using LogAppendSink.Benchmarks;

// dotnet run -c Release --project tests/LogAppendSink.Benchmarks -- e2e [events] [rounds]
switch (args.FirstOrDefault())
{
    case "e2e":
        await EndToEndBenchmark.RunAsync(Number(1, 100_000), Number(2, 5));
        return 0;
    case "spool":
        await SpoolBenchmark.RunAsync(Number(1, 200_000), Number(2, 5));
        return 0;
    case "accept" when args.Length > 2:
        SpoolBenchmark.Accept(Number(1, 100_000), args[2]);
        return 0;
    case "fill" when args.Length > 2:
        BacklogBenchmark.Fill(args[2], double.Parse(args[1], CultureInfo.InvariantCulture));
        return 0;
    case "drain" when args.Length > 1:
        await BacklogBenchmark.DrainAsync(args[1]);
        return 0;
    default:
        Console.Error.WriteLine("""
            Say which:
              e2e [events, default 100000] [rounds, default 5]     from the call until it is stored
              spool [events, default 200000] [rounds, default 5]   what accepting costs the caller: memory, spool, files
              accept EVENTS DIRECTORY                              accepts into a spool and ends: for strace
              fill GIBIBYTES DIRECTORY, then drain DIRECTORY       a backlog: how it grows, how it is found, how it drains
            """);
        return 2;
}

int Number(int index, int byDefault) => args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : byDefault;
