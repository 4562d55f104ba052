using System.Globalization;
using LogAppendSink.Benchmarks;
using LogAppendSink.Benchmarks.Contestants;
using LogAppendSink.Benchmarks.Gateway;

// dotnet run -c Release --project tests/LogAppendSink.Benchmarks -- e2e [events] [rounds]
switch (args.FirstOrDefault())
{
    case "e2e":
        await EndToEndBenchmark.RunAsync(Number(1, 2_000_000), Number(2, 3));
        return 0;
    case "encode":
        await EncodeBenchmark.RunAsync(Number(1, 500_000), Number(2, 5));
        return 0;
    case "spool":
        await SpoolBenchmark.RunAsync(Number(1, 200_000), Number(2, 5));
        return 0;
    case "gzip":
        await GzipBenchmark.RunAsync(Number(1, 500_000), Number(2, 5));
        return 0;
    case "caller":
        await CallerBenchmark.RunAsync(Number(1, 10), Number(2, 3));
        return 0;
    case "latency":
        await LatencyBenchmark.RunAsync(Number(1, 20), TimeSpan.FromMilliseconds(Number(2, 2_000)));
        return 0;
    case "idle":
        await IdleBenchmark.RunAsync(Number(1, 60));
        return 0;
    case "rgw":
        return await GatewayBenchmark.RunAsync(Number(1, 256), Number(2, 3));
    case "target":
        await TargetServer.RunAsync();
        return 0;
    case "run" when args.Length > 4:
        await ChildRun.RunAsync(args[1], Number(2, 0), Number(3, 1), new Place(args.Length > 5 ? args[5] : null, args[4]));
        return 0;
    case "accept" when args.Length > 2:
        await SpoolBenchmark.AcceptAsync(Number(1, 100_000), args[2]);
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
              e2e [events, default 2000000] [rounds, default 3]    from the call until it is stored, beside file sinks
              encode [events, default 500000] [rounds, default 5]  encoding alone, and with the buffer
              spool [events, default 200000] [rounds, default 5]   what accepting costs the caller: memory, spool, files
              gzip [events, default 500000] [rounds, default 5]    what compression costs and brings
              caller [seconds, default 10] [rounds, default 3]     what one call costs at 1,000 events a second
              latency [seconds, default 20] [ms, default 2000]     from the call until it can be read, by BufferingTimeLimit
              idle [seconds, default 60]                           what a pipeline costs with which nothing is logged
              rgw [appends, default 256] [rounds, default 3]       against a gateway of Ceph, beside a bare client
              accept EVENTS DIRECTORY                              accepts into a spool and ends: for strace
              fill GIBIBYTES DIRECTORY, then drain DIRECTORY       a backlog: how it grows, how it is found, how it drains
            """);
        return 2;
}

int Number(int index, int byDefault) => args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : byDefault;
