using LogAppendSink.Emulator.Faults;

namespace LogAppendSink.Emulator.Tests.Faults;

public sealed class AnswerFaultTests : FaultTest
{
    [Theory]
    [InlineData(nameof(Fault.WrongCrc), "6", "wrong")]
    [InlineData(nameof(Fault.MissingCrc), "6", null)]
    [InlineData(nameof(Fault.WrongNextPosition), "7", "right")]
    [InlineData(nameof(Fault.MissingNextPosition), null, "right")]
    [InlineData(nameof(Fault.GarbageHeaders), "12 parsecs", "wrong")]
    public async Task Response_fault_changes_the_reported_end(string name, string? next, string? crc)
    {
        await Seed();
        Emulator.Faults.Next(OssOperation.Append, new FaultDescription { Name = name }.ToFault());

        var reply = await Client.Append(Key, 5, "!");
        var truth = await Client.Head(Key);

        Assert.Equal((200, next), (reply.Status, reply["x-oss-next-append-position"]));
        Assert.Equal(crc, reply["x-oss-hash-crc64ecma"] is not { } sent ? null : sent == truth["x-oss-hash-crc64ecma"] ? "right" : "wrong");
        Assert.Equal(("6", "hello!"), (truth["x-oss-next-append-position"], Stored));
    }
}
