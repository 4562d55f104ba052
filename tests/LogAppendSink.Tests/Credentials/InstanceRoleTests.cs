using LogAppendSink.Credentials;
using LogAppendSink.Tests.Stores.Oss;
using LogAppendSink.TestSupport;
using Xunit;
using static LogAppendSink.TestSupport.Credentials.CredentialReplies;

namespace LogAppendSink.Tests.Credentials;

/// <summary>
/// Cases that a real metadata service cannot show: no response, and the path as sent. Responses are tested in LogAppendSink.Http.Tests.
/// </summary>
public sealed class InstanceRoleTests : IDisposable
{
    private const string Roles = "http://100.100.100.200/latest/meta-data/ram/security-credentials/";

    private readonly CredentialsScenario _scenario = new();

    private StubHandler Metadata => _scenario.DirectNetwork;

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task Absent_service_is_tried_once_and_then_paused()
    {
        var provider = _scenario.Sources.FromInstanceRole();
        Metadata.Fail(new TaskCanceledException("ConnectTimeout", new TimeoutException()));

        var failure = await FailureAsync(provider);
        _scenario.Time.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromTicks(1));
        await FailureAsync(provider);

        Assert.Equal(
            "the ECS instance role: no connection to 100.100.100.200 within 1 s; this is not an ECS instance, or its metadata "
                + "service is disabled",
            failure.Message);
        Assert.True(failure.LetsNextAnswer);
        Assert.Single(Metadata.Sent);
    }

    [Fact]
    public async Task Unresponsive_service_is_abandoned_after_the_time_limit()
    {
        Metadata.Hang();
        Metadata.Answer(404);

        var get = GetAsync(_scenario.Sources.FromInstanceRole());
        await Metadata.Hanging.Task.WithDeadline("the request for a token");
        _scenario.Time.Advance(TimeSpan.FromSeconds(2));

        // Without a token (normal mode), since containers may not get one.
        var failure = await Assert.ThrowsAsync<CredentialsUnavailableException>(() => get);
        Assert.Equal("the ECS instance role: this instance has no RAM role; attach one", failure.Message);
    }

    [Fact]
    public async Task Role_name_cannot_change_the_path()
    {
        Metadata.Answer(200, new StringContent("a-token")).Answer(200, new StringContent("../../user-data?x=")).Answer(404);

        await FailureAsync(_scenario.Sources.FromInstanceRole());

        Assert.Equal($"{Roles}..%2F..%2Fuser-data%3Fx%3D", Metadata.Sent[2].Url);
    }
}
