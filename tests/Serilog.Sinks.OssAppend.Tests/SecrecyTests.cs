using LogAppendSink;
using LogAppendSink.Credentials;
using Serilog.Events;
using Serilog.Sinks.OssAppend.Encoding;
using Serilog.Sinks.OssAppend.Tests.Support;
using Xunit;

namespace Serilog.Sinks.OssAppend.Tests;

/// <summary>Serilog destructures any object; an object with a secret does not show it.</summary>
public sealed class SecrecyTests
{
    private static readonly OssCredentials Credentials = new("STS.1", "TopSecret", "TopToken");

    public static TheoryData<string, object> Holders => new()
    {
        { "settings", new OssAppendOptions { AccessKeyId = "LTAI1", AccessKeySecret = "TopSecret", SecurityToken = "TopToken" } },
        { "settings with a provider", new OssAppendOptions { Credentials = CredentialsProvider.FromCallback(_ => new(Credentials)) } },
        { "credentials", Credentials },
        { "a provider", CredentialsProvider.FromKey("LTAI1", "TopSecret", "TopToken") },
    };

    [Theory]
    [MemberData(nameof(Holders))]
    public void Destructured_and_printed_settings_contain_no_secret(string what, object holder)
    {
        var logged = Capture.Event(log => log.Information("{What} {@Destructured} {$Text} {Plain}", what, holder, holder, holder));

        Assert.DoesNotContain("Top", Record(logged), StringComparison.Ordinal);
        Assert.DoesNotContain("Top", logged.RenderMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void Destructured_settings_show_that_a_secret_is_set()
    {
        var options = new OssAppendOptions { AccessKeyId = "LTAI1", AccessKeySecret = "TopSecret" };

        var record = Record(Capture.Event(log => log.Information("{@Options}", options)));

        Assert.Contains("\"AccessKeyId\":\"LTAI1\",\"AccessKeySecret\":\"***\",\"SecurityToken\":null", record, StringComparison.Ordinal);
    }

    private static string Record(LogEvent logged)
    {
        var target = new CollectingTarget();
        using var sink = new OssAppendSink(target, new ClefEventEncoder());
        sink.Emit(logged);
        return Assert.Single(target.Records);
    }
}
