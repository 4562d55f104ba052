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
    [InlineData(nameof(Fault.ReplacedByOtherAppendBefore), "200", "idmmn!")] // same length, so the position is still valid
    public async Task Request_is_evaluated_against_the_changed_object(string name, string seen, string? stored)
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
    public async Task Creating_append_is_affected_only_by_a_foreign_append(string name, string code, string stored)
    {
        Emulator.Faults.Next(OssOperation.Append, new FaultDescription { Name = name, Text = "x" }.ToFault());

        Assert.Equal(code, (await Client.Append(Key, 0, "!")).Code);

        Assert.Equal(stored, Stored);
    }

    [Fact]
    public async Task Conflict_with_a_foreign_append_has_the_new_length()
    {
        await Seed();
        Emulator.Faults.Next(OssOperation.Append, Fault.ForeignAppendBefore("12345"u8));

        Assert.Equal("10", (await Client.Append(Key, 5, "!"))["x-oss-next-append-position"]);
    }

    [Fact]
    public async Task Immutable_object_can_only_be_read()
    {
        await AppendMeets(Fault.ImmutableBefore);

        Assert.Equal("FileImmutable", (await Client.Put(Key, "x")).Code);
        Assert.Equal("FileImmutable", (await Client.Delete(Key)).Code);
        Assert.Equal("hello", (await Client.Get(Key)).Text);
    }

    [Fact]
    public async Task Read_returns_the_replaced_object()
    {
        await Seed();
        Emulator.Faults.Next(OssOperation.Head, Fault.ReplacedByOtherAppendBefore);

        var head = await Client.Head(Key);

        Assert.Equal(("5", Checksums.Crc64Tests.Of("idmmn")), (head["x-oss-next-append-position"], head["x-oss-hash-crc64ecma"]));
    }

    [Fact]
    public async Task Two_faults_apply_to_one_request()
    {
        Assert.Equal("cut", await AppendMeets(Fault.ForeignAppendBefore(", you"u8).And(Fault.AppliedThenCut)));

        Assert.Equal("hello, you", Stored);
        Assert.Equal("ForeignAppendBefore and AppliedThenCut", LastEntry.Fault);
    }

    [Fact]
    public async Task Direct_append_works_without_HTTP()
    {
        await Seed();

        Assert.Equal(10, await Emulator.AppendDirectAsync("logs", Key, "world"u8.ToArray()));
        Assert.Equal(1, await Emulator.AppendDirectAsync("logs", "b.log", "x"u8.ToArray()));

        Assert.Equal([Key, "b.log"], Emulator.ListKeys("logs"));
        Assert.Equal("11", (await Client.Append(Key, 10, "!"))["x-oss-next-append-position"]);
        Assert.Equal("helloworld!", Stored);
    }

    [Fact]
    public async Task Missing_bucket_or_object_is_reported()
    {
        var noObject = Assert.Throws<KeyNotFoundException>(() => Emulator.ReadObject("logs", "nothing"));
        var noBucket = Assert.Throws<KeyNotFoundException>(() => Emulator.ListKeys("none"));

        Assert.Equal("Object 'nothing' does not exist in bucket 'logs'. Compare the key with GetKeys.", noObject.Message);
        Assert.Equal("Bucket 'none' does not exist. Add it to Buckets to create it.", noBucket.Message);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => Emulator.AppendDirectAsync("none", "a", new byte[1]));
    }
}
