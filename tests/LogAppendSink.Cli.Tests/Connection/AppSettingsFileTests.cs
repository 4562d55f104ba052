using System.Text.Json;
using Xunit;

namespace LogAppendSink.Cli.Tests.Connection;

public class AppSettingsFileTests
{
    [Theory]
    [InlineData("""{ "OssAppend": SETTINGS }""")]
    [InlineData("""{ "Logging": { "LogLevel": {}, "ossappend": SETTINGS }, /* a comment */ }""")]
    [InlineData("""{ "Serilog": { "WriteTo": [ { "Name": "Console" }, { "Name": "OssAppend", "Args": ARGUMENTS } ] } }""")]
    [InlineData("""{ "Serilog": { "WriteTo": [ { "Name": "OssAppend", "Args": { "options": SETTINGS } } ] } }""")]
    [InlineData("""{ "Serilog": { "WriteTo": [ { "Name": "OssAppend", "Args": { "bucket": "logs", "region": "", "options": OTHER_BUCKET } } ] } }""")]
    [InlineData("""{ "Serilog": { "WriteTo": { "Store": { "Name": "OssAppend", "Args": ARGUMENTS } } } }""")]
    public async Task Settings_file_of_the_application_is_sufficient(string file)
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", "12345");
        var settings = JsonSerializer.Serialize(new
        {
            endpoint = rig.Emulator.Endpoint.ToString(),
            region = rig.Emulator.Options.Region,
            bucket = "logs",
            accessKeyId = rig.Emulator.Options.AccessKeyId,
            accessKeySecret = rig.Emulator.Options.AccessKeySecret,
        });
        var arguments = JsonSerializer.Serialize(new
        {
            endpoint = rig.Emulator.Endpoint.ToString(),
            region = rig.Emulator.Options.Region,
            bucket = "logs",
            restrictedToMinimumLevel = "Debug",
            options = new { accessKeyId = rig.Emulator.Options.AccessKeyId, accessKeySecret = rig.Emulator.Options.AccessKeySecret },
        });
        rig.Variables.Clear();
        var otherBucket = settings.Replace("\"logs\"", "\"another\"", StringComparison.Ordinal);
        rig.WriteFile(
            "appsettings.json",
            file.Replace("SETTINGS", settings, StringComparison.Ordinal).Replace("ARGUMENTS", arguments, StringComparison.Ordinal).Replace("OTHER_BUCKET", otherBucket, StringComparison.Ordinal));

        var run = await rig.RunAsync("ls");

        Assert.Equal(("", ExitCode.Success), (run.Error, run.ExitCode));
        Assert.EndsWith("1 object, 5 B\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variable_overrides_the_file_and_option_overrides_both()
    {
        await using var rig = await ToolRig.StartAsync(new Emulator.OssEmulatorOptions { Buckets = ["option", "variable"] });
        await rig.Emulator.AppendDirectAsync("option", "a", "1"u8.ToArray());
        await rig.Emulator.AppendDirectAsync("variable", "a", "12"u8.ToArray());
        await File.WriteAllTextAsync(Path.Combine(rig.WorkingDirectory, "appsettings.json"), """{ "OssAppend": { "Bucket": "file", "AccessKeyId": "x", "AccessKeySecret": "y" } }""");
        rig.Variables["OSS_BUCKET"] = "variable";

        Assert.EndsWith("1 object, 2 B\n", (await rig.RunAsync("ls")).Output, StringComparison.Ordinal);
        Assert.EndsWith("1 object, 1 B\n", (await rig.RunAsync("ls --bucket option")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"AccessKeySecret\": \"***\"", "AccessKeySecret is '***'")] // printed by a command that shows no secrets
    [InlineData("\"AccessKeySecret\": \"s\", \"SecurityToken\": \"a\\nb\"", "SecurityToken has a character that a header cannot contain")]
    [InlineData("\"Store\": \"Cephh\"", "Store is 'Cephh' in '")]
    [InlineData("\"SignatureVersion\": \"V5\"", "set it to V4 or V1")]
    [InlineData("\"BucketAddressing\": \"7\"", "BucketAddressing is '7'")]
    public async Task Invalid_value_in_the_file_is_reported_with_the_valid_ones(string setting, string message)
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Variables.Remove("OSS_ACCESS_KEY_ID");
        rig.WriteFile("appsettings.json", $$"""{ "OssAppend": { "AccessKeyId": "id", {{setting}} } }""");

        var run = await rig.RunAsync("ls");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "OssAppend": { "Bukcet": "secret" } }""", "Unknown setting 'Bukcet' in the configuration of OssAppend: it has no effect. Did you mean Bucket?")]
    [InlineData("""{ "Logging": { "OssAppend": { "LogLevel": {}, "IncludeScopes": true, "Endpiont": "secret" } } }""", "Unknown setting 'Endpiont' in the configuration of OssAppend: it has no effect. Did you mean Endpoint?")]
    [InlineData("""{ "Serilog": { "WriteTo": [ { "Name": "OssAppend", "Args": { "period": "secret" } } ] } }""", "Unknown setting 'period' in the configuration of OssAppend: it has no effect. Use BufferingTimeLimit here.")]
    [InlineData("""{ "Serilog": { "WriteTo": [ { "Name": "OssAppend", "Args": { "options": { "RequestTimeuot": "secret" } } } ] } }""", "Unknown setting 'RequestTimeuot' in the configuration of OssAppend: it has no effect. Did you mean RequestTimeout?")]
    [InlineData("""{ "Serilog": { "WriteTo": [ { "Name": "OssAppend", "Args": { "requestTimeout": "secret" } } ] } }""", "Setting 'requestTimeout' of OssAppend has no effect where it is. Move it into options.")]
    [InlineData("""{ "Serilog": { "WriteTo": [ { "Name": "OssAppend", "Args": { "options": { "outputTemplate": "secret" } } } ] } }""", "Setting 'outputTemplate' of OssAppend has no effect where it is. Move it from options to Args.")]
    public async Task Misspelled_setting_of_the_application_is_reported_once_with_a_suggestion(string file, string message)
    {
        await using var rig = await ToolRig.StartAsync();
        rig.WriteFile("appsettings.json", file);

        var run = await ToolProcess.RunAsync(rig, "ls");

        // The value may be a secret.
        Assert.Equal($"logappend: '{Path.Combine(rig.WorkingDirectory, "appsettings.json")}': {message}{Environment.NewLine}", run.Error);
        Assert.Equal(ExitCode.Success, run.ExitCode);
    }

    [Fact]
    public async Task Misspelled_setting_is_reported_once_when_a_command_reads_the_file_twice()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.WriteFile("appsettings.json", """{ "OssAppend": { "ObjektKey": "logs/a.clef" } }""");
        Directory.CreateDirectory(Path.Combine(rig.WorkingDirectory, "spool"));

        var run = await ToolProcess.RunAsync(rig, "spool deliver spool");

        Assert.Equal(2, run.Error.Split("Did you mean ObjectKey?").Length);
    }

    [Theory]
    [InlineData("{ \"OssAppend\": ", "is not valid JSON (line 1)")]
    [InlineData(null, "cannot be read")]
    public async Task Unreadable_settings_file_is_reported_when_it_is_requested(string? content, string message)
    {
        await using var rig = await ToolRig.StartAsync();
        if (content is not null)
            await File.WriteAllTextAsync(Path.Combine(rig.WorkingDirectory, "other.json"), content);

        var run = await rig.RunAsync("ls --settings other.json");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }
}
