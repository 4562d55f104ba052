using System.Net;
using System.Net.Sockets;

namespace LogAppendSink.Benchmarks;

/// <summary>
/// What a service does with an append, and nothing else: takes the bytes at the right position, adds to their checksum, counts their
/// lines, answers. An emulator that writes them to a disk of the same machine would be measured along with the client; and so would a web
/// server that takes them 4 KiB at a time, which took as much of the processors as the client.
/// </summary>
internal static class TargetServer
{
    internal static async Task RunAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Console.WriteLine($"{StoreProcess.Listening}http://{listener.LocalEndPoint}");

        var objects = new TargetObjects();
        while (true)
        {
            var connection = new TargetConnection(await listener.AcceptAsync(), objects);
            new Thread(connection.Serve) { IsBackground = true }.Start();
        }
    }
}
