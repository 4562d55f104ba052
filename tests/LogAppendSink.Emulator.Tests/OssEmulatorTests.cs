using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests;

public sealed class OssEmulatorTests
{
    [Fact]
    public async Task All_invalid_options_are_reported_together()
    {
        var options = new OssEmulatorOptions
        {
            Port = -1,
            DataDirectory = " ",
            Buckets = ["logs", "x"],
            Region = "oss-cn-hangzhou",
            AccessKeySecret = "",
            ObjectSizeLimitBytes = 0,
            SlowClientLimit = TimeSpan.FromSeconds(1),
            Credentials = [new OssCredential("twice", "a"), new OssCredential("twice", "b")],
        };

        var e = await Assert.ThrowsAsync<ArgumentException>(() => OssEmulator.StartAsync(options));

        foreach (var message in (string[])[
            "Port is -1; set it from 0 to 65535, where 0 picks a free port.",
            "DataDirectory is blank; set it to a directory, or leave it null for a temporary one.",
            "Buckets contains 'x'; use 3 to 63 of the characters a-z, 0-9 and '-', starting and ending with a letter or digit.",
            "Region is 'oss-cn-hangzhou'; set it to the plain region id, for example 'cn-hangzhou' (without 'oss-').",
            "ObjectSizeLimitBytes is 0; set it from 1 to 5368709120 bytes.",
            "SlowClientLimit is 00:00:01; set it from 00:00:02 to 1.00:00:00.",
            "AccessKeyId 'emulator-key-id' or its secret is blank; set both.",
            "Credentials contains the access key id 'twice' more than once; an id has one secret, so remove all but one."])
        {
            Assert.Contains(message, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Temporary_directory_is_deleted_with_its_emulator()
    {
        var emulator = await OssEmulator.StartAsync();
        Assert.True(Directory.Exists(emulator.DataDirectory));

        await emulator.DisposeAsync();
        await emulator.DisposeAsync();

        Assert.False(Directory.Exists(emulator.DataDirectory));
    }

    [Fact]
    public async Task Dispose_does_not_wait_for_a_request_that_never_ends()
    {
        await using var emulator = await OssEmulator.StartAsync(new OssEmulatorOptions { SlowClientLimit = TimeSpan.FromHours(1) });
        using var client = new OssClient(emulator);
        await client.Append("a.log", 0, "leaves a kept-alive connection");
        using var connection = await RawConnection.OpenAsync(emulator.Port);
        await connection.SendAsync(client.RawRequest("PUT", "b", "", "Content-Length: 10\nExpect: 100-continue\n", "hal"));

        await emulator.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System);

        Assert.DoesNotContain("HTTP/1.1 200", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_emulators_share_no_objects()
    {
        await using var first = await OssEmulator.StartAsync();
        await using var second = await OssEmulator.StartAsync();
        using var writer = new OssClient(first);
        using var reader = new OssClient(second);

        await writer.Append("a.log", 0, "x");

        Assert.Equal(404, (await reader.Head("a.log")).Status);
    }

    [Fact]
    public void Secrets_are_not_printed()
    {
        var options = new OssEmulatorOptions { AccessKeySecret = "hidden", Credentials = [new OssCredential("id", "hidden", "hidden")] };

        Assert.DoesNotContain("hidden", options.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", options.Credentials[0].ToString(), StringComparison.Ordinal);
    }
}
