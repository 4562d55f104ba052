using LogAppendSink;
using Microsoft.Extensions.Configuration;
using Serilog.Core;
using Serilog.Sinks.OssAppend.Tests.Support;
using Xunit;

namespace Serilog.Sinks.OssAppend.Tests;

/// <summary>
/// What becomes of faults in appsettings.json. Serilog.Settings.Configuration turns texts into arguments before the sink is asked, and hands
/// it those alone that are its parameters, so some of this is that reader's doing; it is here so that a change of it is noticed.
/// </summary>
[Collection(SelfLogLines.Collection)]
public sealed class AppsettingsFaultTests
{
    [Theory]
    [InlineData("endpont", "Endpoint is not set")]
    [InlineData("buckett", "Bucket is not set")]
    public void A_misspelt_setting_that_is_needed_stops_CreateLogger(string name, string message)
    {
        var error = Assert.ThrowsAny<Exception>(() => Configured(name, "x", without: name.StartsWith('e') ? "endpoint" : "bucket"));

        var cause = Assert.IsType<OssAppendOptionsException>(error.GetBaseException());
        Assert.StartsWith(message, Assert.Single(cause.Errors), StringComparison.Ordinal);
    }

    /// <summary>
    /// Under <c>settings</c> the sink sees it, <see cref="NamedSettingsTests"/>, and the schema of the package has an editor underline it. Here
    /// the sink cannot tell: the reader could hand it the whole configuration, but for
    /// that it would have to depend on Microsoft.Extensions.Configuration, and would still not know which part is its own.
    /// </summary>
    [Fact]
    public void A_misspelt_setting_that_has_a_default_is_passed_over_by_the_reader_which_does_not_say_so()
    {
        using var selfLog = new SelfLogLines();
        using var logger = Configured("retryTimeLimt", "00:00:00.5"); // too short, if it were one

        Assert.DoesNotContain("retryTimeLimt", selfLog.All, StringComparison.OrdinalIgnoreCase);
        Assert.Null(Assert.IsType<PipelineTarget>(ObjectGraph.Find<OssAppendSink>(logger)?.Target).OwnOptions?.RetryTimeLimit);
    }

    [Theory]
    [InlineData("batchSizeLimitBytes", "4 MB")]
    [InlineData("period", "soon")]
    [InlineData("rollingInterval", "Fortnight")]
    [InlineData("eagerlyEmitFirstEvent", "perhaps")]
    [InlineData("restrictedToMinimumLevel", "Loud")]
    [InlineData("levelSwitch", "$none")]
    [InlineData("formatter", "Acme.NoSuchFormatter, Acme")]
    public void A_value_that_is_none_stops_CreateLogger_and_is_named_by_the_reader(string name, string value)
    {
        var error = Assert.ThrowsAny<Exception>(() => Configured(name, value));

        Assert.Contains(value, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("batchSizeLimitBytes", "1", "BatchSizeLimitBytes is 1; set it from 1024 to 67108864.")]
    [InlineData("period", "02:00:00", "BufferingTimeLimit is 02:00:00; set it from 00:00:00 to 01:00:00.")]
    [InlineData("rollingInterval", "17", "RollingInterval is '17'; set it to Infinite, Year, Month, Day, Hour, Minute.")]
    [InlineData("objectAcl", "everyone", "ObjectAcl is 'everyone'; set it to ")]
    [InlineData("endpoint", "http://oss.example.com", "Endpoint is 'http://oss.example.com', which sends logs unencrypted; use https, or set AllowUnencryptedEndpoint to true.")]
    public void A_value_that_cannot_work_stops_CreateLogger_and_is_named_with_its_rule(string name, string value, string message)
    {
        var error = Assert.ThrowsAny<Exception>(() => Configured(name, value));

        var cause = Assert.IsType<OssAppendOptionsException>(error.GetBaseException());
        Assert.Contains(cause.Errors, fault => fault.StartsWith(message, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_the_default_of_another_store_is_not_taken_for_unset()
    {
        var error = Assert.ThrowsAny<Exception>(() => Configured("onConflict", "Continue", store: "CephRgw"));

        var cause = Assert.IsType<OssAppendOptionsException>(error.GetBaseException());
        Assert.StartsWith("OnConflict is Continue and Store is CephRgw, where two writers", Assert.Single(cause.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void So_it_is_with_parameters_in_code()
    {
        var errors = new[]
        {
            Assert.Throws<OssAppendOptionsException>(() => new LoggerConfiguration().WriteTo.OssAppend(
                "http://127.0.0.1:9", "logs", accessKeyId: "id", accessKeySecret: "secret", store: StoreKind.CephRgw, onConflict: ConflictMode.Continue)),
            Assert.Throws<OssAppendOptionsException>(() => new LoggerConfiguration().AuditTo.OssAppend(
                "http://127.0.0.1:9", "logs", accessKeyId: "id", accessKeySecret: "secret", store: StoreKind.CephRgw, onConflict: ConflictMode.Continue)),
        };

        Assert.All(errors, error => Assert.StartsWith("OnConflict is Continue and Store is CephRgw", Assert.Single(error.Errors), StringComparison.Ordinal));
    }

    private static Logger Configured(string name, string value, string? without = null, string store = "Oss")
    {
        var arguments = new Dictionary<string, string?>
        {
            ["endpoint"] = "http://127.0.0.1:9",
            ["region"] = "cn-hangzhou",
            ["bucket"] = "logs",
            ["accessKeyId"] = "id",
            ["accessKeySecret"] = "secret",
            ["store"] = store,
        };
        arguments.Remove(without ?? "");
        arguments[name] = value;

        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Serilog:Using:0"] = "Serilog.Sinks.OssAppend", ["Serilog:WriteTo:0:Name"] = "OssAppend" })
            .AddInMemoryCollection(arguments.Select(argument => KeyValuePair.Create($"Serilog:WriteTo:0:Args:{argument.Key}", argument.Value)))
            .Build();
        return new LoggerConfiguration().ReadFrom.Configuration(configuration).CreateLogger();
    }
}
