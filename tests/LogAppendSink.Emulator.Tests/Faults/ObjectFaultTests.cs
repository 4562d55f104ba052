using LogAppendSink.Emulator.Faults;

namespace LogAppendSink.Emulator.Tests.Faults;

public sealed class ObjectFaultTests : FaultTest
{
    [Theory]
    [InlineData(nameof(Fault.ForeignAppendBefore), "409 PositionNotEqualToLength", "hello, you")]
    [InlineData(nameof(Fault.ReplacedByNormalBefore), "409 ObjectNotAppendable", ", you")]
    [InlineData(nameof(Fault.SealedBefore), "409 ObjectNotAppendable", "hello")]
    [InlineData(nameof(Fault.ImmutableBefore), "409 FileImmutable", "hello")]
    [InlineData(nameof(Fault.DeletedBefore), "409 PositionNotEqualToLength", null)]
    [InlineData(nameof(Fault.ReplacedByOtherAppendBefore), "200", "idmmn!")] // same length, so the position still fits
    public async Task The_request_is_judged_by_what_the_object_has_just_become(string name, string seen, string? stored)
    {
        Assert.Equal(seen, await AppendMeets(new FaultDescription { Name = name, Text = ", you" }.ToFault()));

        if (stored is null)
            Assert.Empty(Emulator.ListKeys("logs"));
        else
            Assert.Equal(stored, Stored);
    }

    [Theory]
    [InlineData(nameof(Fault.ForeignAppendBefore), "PositionNotEqualToLength", "x")]
    [InlineData(nameof(Fault.ReplacedByNormalBefore), "ObjectNotAppendable", "x")]
    [InlineData(nameof(Fault.DeletedBefore), "", "!")]
    [InlineData(nameof(Fault.SealedBefore), "", "!")]
    [InlineData(nameof(Fault.ImmutableBefore), "", "!")]
    [InlineData(nameof(Fault.ReplacedByOtherAppendBefore), "", "!")]
    public async Task On_a_creating_append_only_another_writer_can_be_first(string name, string code, string stored)
    {
        Emulator.Faults.Next(OssOperation.Append, new FaultDescription { Name = name, Text = "x" }.ToFault());

        Assert.Equal(code, (await Client.Append(Key, 0, "!")).Code);

        Assert.Equal(stored, Stored);
    }

    [Fact]
    public async Task A_conflict_with_a_foreign_append_carries_the_new_length()
    {
        await Seed();
        Emulator.Faults.Next(OssOperation.Append, Fault.ForeignAppendBefore("12345"u8));

        Assert.Equal("10", (await Client.Append(Key, 5, "!"))["x-oss-next-append-position"]);
    }

    [Fact]
    public async Task An_immutable_object_is_neither_replaced_nor_deleted_but_read()
    {
        await AppendMeets(Fault.ImmutableBefore);

        Assert.Equal("FileImmutable", (await Client.Put(Key, "x")).Code);
        Assert.Equal("FileImmutable", (await Client.Delete(Key)).Code);
        Assert.Equal("hello", (await Client.Get(Key)).Text);
    }

    [Fact]
    public async Task A_read_sees_the_object_replaced()
    {
        await Seed();
        Emulator.Faults.Next(OssOperation.Head, Fault.ReplacedByOtherAppendBefore);

        var head = await Client.Head(Key);

        Assert.Equal(("5", Checksums.Crc64Tests.Of("idmmn")), (head["x-oss-next-append-position"], head["x-oss-hash-crc64ecma"]));
    }

    [Fact]
    public async Task Two_faults_meet_one_request()
    {
        Assert.Equal("cut", await AppendMeets(Fault.ForeignAppendBefore(", you"u8).And(Fault.AppliedThenCut)));

        Assert.Equal("hello, you", Stored);
        Assert.Equal("ForeignAppendBefore and AppliedThenCut", LastEntry.Fault);
    }

    [Fact]
    public async Task Another_writer_needs_no_HTTP()
    {
        await Seed();

        Assert.Equal(10, await Emulator.AppendDirectAsync("logs", Key, "world"u8.ToArray()));
        Assert.Equal(1, await Emulator.AppendDirectAsync("logs", "b.log", "x"u8.ToArray()));

        Assert.Equal([Key, "b.log"], Emulator.ListKeys("logs"));
        Assert.Equal("11", (await Client.Append(Key, 10, "!"))["x-oss-next-append-position"]);
        Assert.Equal("helloworld!", Stored);
    }

    [Fact]
    public async Task Looking_for_what_is_not_there_says_so()
    {
        var noObject = Assert.Throws<KeyNotFoundException>(() => Emulator.ReadObject("logs", "nothing"));
        var noBucket = Assert.Throws<KeyNotFoundException>(() => Emulator.ListKeys("none"));

        Assert.Equal("Bucket 'logs' has no object 'nothing'.", noObject.Message);
        Assert.Equal("There is no bucket 'none'. Name it in Buckets to have it created.", noBucket.Message);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => Emulator.AppendDirectAsync("none", "a", new byte[1]));
    }
}
