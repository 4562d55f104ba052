using System.Text;
using LogAppendSink.Emulator.Faults;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Faults;

/// <summary>A test of a fault: an object of five bytes, and a next append of one that the fault meets.</summary>
public abstract class FaultTest : EmulatorTest
{
    protected const string Key = "a.log";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    internal string Stored => Encoding.UTF8.GetString(Emulator.ReadObject("logs", Key));

    internal RequestEntry LastEntry => Emulator.Requests.Entries()[^1];

    internal static async Task WithinLimit(Task task) => await task.WaitAsync(Limit, TimeProvider.System);

    internal static async Task<T> WithinLimit<T>(Task<T> task) => await task.WaitAsync(Limit, TimeProvider.System);

    /// <summary>What a client sees of a request: status and code, or that its connection was cut.</summary>
    internal static async Task<string> Seen(Task<Reply> request)
    {
        try
        {
            var reply = await WithinLimit(request);
            return $"{reply.Status} {reply.Code}".TrimEnd();
        }
        catch (HttpRequestException)
        {
            return "cut";
        }
    }

    internal async Task Seed() => Assert.Equal(200, (await Client.Append(Key, 0, "hello")).Status);

    internal async Task<string> AppendMeets(Fault fault)
    {
        await Seed();
        Emulator.Faults.Next(OssOperation.Append, fault);
        return await Seen(Client.Append(Key, 5, "!"));
    }
}
