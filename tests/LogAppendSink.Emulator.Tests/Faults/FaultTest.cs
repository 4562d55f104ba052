using System.Text;
using LogAppendSink.Emulator.Faults;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Faults;

/// <summary>The base of fault tests: an object of five bytes, and an append of one byte to which the fault applies.</summary>
public abstract class FaultTest : EmulatorTest
{
    protected const string Key = "a.log";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    internal string Stored => Encoding.UTF8.GetString(Emulator.ReadObject("logs", Key));

    internal RequestEntry LastEntry => Emulator.Requests.Entries()[^1];

    internal static async Task WithinLimit(Task task) => await task.WaitAsync(Limit, TimeProvider.System);

    internal static async Task<T> WithinLimit<T>(Task<T> task) => await task.WaitAsync(Limit, TimeProvider.System);

    /// <summary>The result of a request for the client: status and code, or a cut connection.</summary>
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
