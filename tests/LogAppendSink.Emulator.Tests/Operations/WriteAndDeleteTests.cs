using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Operations;

public sealed class WriteAndDeleteTests : EmulatorTest
{
    [Fact]
    public async Task Put_replaces_an_append_object_with_a_normal_one()
    {
        await Client.Append("a.log", 0, "hello");

        await Client.Put("a.log", "12345");

        Assert.Equal("ObjectNotAppendable", (await Client.Append("a.log", 5, "x")).Code);
        Assert.Equal("12345", (await Client.Get("a.log")).Text);
    }

    [Fact]
    public async Task Put_is_rejected_when_it_forbids_overwriting_an_existing_object()
    {
        Assert.Equal(200, (await Client.Put("a.txt", "first", ("x-oss-forbid-overwrite", "true"))).Status);

        var reply = await Client.Put("a.txt", "second", ("x-oss-forbid-overwrite", "true"));

        Assert.Equal((409, "FileAlreadyExists"), (reply.Status, reply.Code));
        Assert.Equal("first", (await Client.Get("a.txt")).Text);
    }

    [Fact]
    public async Task Put_stores_nothing_when_it_has_a_wrong_digest_or_a_condition()
    {
        Assert.Equal("InvalidDigest", (await Client.Put("a.txt", "x", ("Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA=="))).Code);
        Assert.Equal("NotImplemented", (await Client.Put("a.txt", "x", ("If-None-Match", "*"))).Code);
        Assert.Equal("NotImplemented", (await Client.Put("a.txt", "x", ("x-oss-callback", "e30="))).Code);
        Assert.Equal(404, (await Client.Head("a.txt")).Status);
    }

    [Fact]
    public async Task Delete_returns_204_even_when_the_key_is_missing()
    {
        await Client.Append("a.log", 0, "hello");

        Assert.Equal(204, (await Client.Delete("a.log")).Status);
        Assert.Equal(204, (await Client.Delete("a.log")).Status);

        Assert.Equal("NoSuchKey", (await Client.Get("a.log")).Code);
        Assert.Equal("1", (await Client.Append("a.log", 0, "x"))["x-oss-next-append-position"]);
    }

    [Fact]
    public async Task Sealed_object_keeps_its_seal_time_and_type()
    {
        await Client.Append("a.log", 0, "hello");

        var wrong = await Client.Send("POST", "a.log", "seal&position=4", []);
        var first = await Client.Send("POST", "a.log", "seal&position=5", []);
        Time.Advance(TimeSpan.FromHours(1));
        Client.Time = Time;
        var again = await Client.Send("POST", "a.log", "seal&position=5", []);
        var head = await Client.Head("a.log");

        Assert.Equal((409, "PositionNotEqualToLength", "5"), (wrong.Status, wrong.Code, wrong["x-oss-next-append-position"]));
        Assert.Equal((200, "Fri, 01 Aug 2025 12:34:56 GMT"), (first.Status, first["x-oss-sealed-time"]));
        Assert.Equal((200, "Fri, 01 Aug 2025 12:34:56 GMT"), (again.Status, again["x-oss-sealed-time"]));
        Assert.Equal(("Fri, 01 Aug 2025 12:34:56 GMT", "Appendable"), (head["x-oss-sealed-time"], head["x-oss-object-type"]));
    }

    [Fact]
    public async Task Seal_is_rejected_when_the_account_may_not_seal()
    {
        await using var emulator = await OssEmulator.StartAsync(new OssEmulatorOptions { AllowSeal = false });
        using var client = new OssClient(emulator);
        await client.Append("a.log", 0, "hello");

        var reply = await client.Send("POST", "a.log", "seal&position=5", []);

        Assert.Equal((400, "OperationNotSupported", "0016-00000513"), (reply.Status, reply.Code, reply["x-oss-ec"]));
    }

    [Theory]
    [InlineData("PATCH", "a", "", 405, "MethodNotAllowed")]
    [InlineData("POST", "a", "", 405, "MethodNotAllowed")]
    [InlineData("POST", "a", "uploads", 501, "NotImplemented")]
    [InlineData("GET", "a", "symlink", 501, "NotImplemented")]
    [InlineData("PUT", "a", "symlink", 501, "NotImplemented")]
    [InlineData("PUT", "", "lifecycle", 501, "NotImplemented")]
    [InlineData("POST", "", "append&position=0", 400, "InvalidObjectName")]
    [InlineData("PATCH", "", "", 405, "MethodNotAllowed")]
    public async Task Unsupported_operation_is_rejected_with_NotImplemented(
        string method, string key, string query, int status, string code)
    {
        var reply = await Client.Send(method, key, query, method == "GET" ? null : []);

        Assert.Equal((status, code), (reply.Status, reply.Code));
        Assert.Equal(status == 405, reply["Allow"] is not null);
    }
}
