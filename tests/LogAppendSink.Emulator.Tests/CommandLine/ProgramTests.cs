using System.Diagnostics;
using LogAppendSink.Emulator.CommandLine;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.CommandLine;

public sealed class ProgramTests
{
    [Fact]
    public void Arguments_become_options()
    {
        var arguments = Arguments.Parse(
        [
            "--port", "9001", "--data=here", "--bucket", "one", "--bucket", "two", "--region", "cn-shanghai",
            "--access-key-id", "id", "--access-key-secret", "s=1", "--allow-faults",
        ]);

        Assert.Null(arguments.Error);
        Assert.Equal((9001, "here", "cn-shanghai"), (arguments.Options.Port, arguments.Options.DataDirectory, arguments.Options.Region));
        Assert.True(arguments.Options.AllowFaults);
        Assert.Equal(["one", "two"], arguments.Options.Buckets);
        Assert.Equal(("id", "s=1"), (arguments.Options.AccessKeyId, arguments.Options.AccessKeySecret));
    }

    [Fact]
    public void Defaults_are_used_when_there_are_no_arguments()
    {
        var options = Arguments.Parse([]).Options;

        Assert.Equal((9000, "cn-hangzhou", null), (options.Port, options.Region, options.DataDirectory));
        Assert.Equal(["logs"], options.Buckets);
    }

    [Fact]
    public void Credentials_file_adds_keys()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, """
            [{
                "accessKeyId": "STS.app", "accessKeySecret": "secret", "securityToken": "token", "expiration": "2026-01-01T00:00:00Z",
                "policy": { "Version": "1", "Statement": [{ "Effect": "Allow", "Action": "oss:PutObject", "Resource": "*" }] }
            }]
            """);

        var arguments = Arguments.Parse(["--credentials", path]);

        File.Delete(path);
        Assert.Null(arguments.Error);
        var key = Assert.Single(arguments.Options.Credentials);
        Assert.Equal(("STS.app", "secret", "token"), (key.AccessKeyId, key.AccessKeySecret, key.SecurityToken));
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), key.Expiration);
        Assert.Contains("oss:PutObject", key.Policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{ "accessKeyId": "id", "accessKeySecret": "hidden", "tokn": "x" }]""", "is not a valid credentials file (line 1, $[0]")]
    [InlineData("""[{ "accessKeyId": "id" }]""", "is not a valid credentials file (line 1, $[0]")]
    [InlineData(
        """[{ "accessKeyId": "id", "accessKeySecret": "hidden", "policy": { "Version": "1" } }]""",
        "Policy of the access key id 'id' is not a valid RAM policy: 'Statement' is missing.")]
    [InlineData(null, "The credentials file cannot be read: Could not find file")]
    public void Invalid_credentials_file_is_named_but_not_quoted(string? content, string message)
    {
        var path = Path.GetTempFileName();
        if (content is null)
            File.Delete(path);
        else
            File.WriteAllText(path, content);

        var error = Arguments.Parse(["--credentials", path]).Error;

        File.Delete(path);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unknown option '--prot'. Run with --help to see the options.", "--prot", "1")]
    [InlineData("Option '--port' needs a value.", "--port")]
    [InlineData("Option '--port' is 'many'; give a number from 0 to 65535.", "--port", "many")]
    [InlineData("Port is 70000; set it from 0 to 65535, where 0 picks a free port.", "--port", "70000")]
    [InlineData(
        "Buckets contains 'No'; use 3 to 63 of the characters a-z, 0-9 and '-', starting and ending with a letter or digit.", "--bucket", "No")]
    public async Task Invalid_argument_is_named_with_exit_code_2(string message, params string[] args)
    {
        var errors = new StringWriter();

        Assert.Equal(2, await EmulatorProgram.RunAsync(args, TextWriter.Null, errors));

        Assert.Equal(message, errors.ToString().TrimEnd());
    }

    [Fact]
    public async Task Help_lists_every_option()
    {
        var output = new StringWriter();

        Assert.Equal(0, await EmulatorProgram.RunAsync(["--help"], output, TextWriter.Null));

        string[] options =
        [
            "--port", "--data", "--bucket", "--region", "--access-key-id", "--access-key-secret", "--credentials", "--allow-faults",
        ];
        foreach (var option in options)
            Assert.Contains(option, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_reports_a_port_in_use_and_exits()
    {
        await using var emulator = await OssEmulator.StartAsync();
        var errors = new StringWriter();

        var code = await EmulatorProgram.RunAsync([$"--port={emulator.Port}"], TextWriter.Null, errors);

        Assert.Equal(1, code);
        var message = $"Port is {emulator.Port}, which cannot be bound on 127.0.0.1 (AddressAlreadyInUse).";
        Assert.StartsWith(message, errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_stops_cleanly_on_SIGTERM()
    {
        using var process = await EmulatorProcess.StartAsync("--port", "0");

        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);

        Assert.Equal(0, await process.WaitForExitAsync());
    }
}
