using System.Globalization;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using Xunit;
using static LogAppendSink.TestSupport.Credentials.CredentialReplies;

namespace LogAppendSink.Http.Tests.Credentials;

public sealed class CredentialsUriTests(HttpServer server) : IClassFixture<HttpServer>, IDisposable
{
    private const string Place = "127.0.0.1:4711";

    private readonly CredentialServices _services = new(server);

    public static TheoryData<int, string, string> UnusableResponses => new()
    {
        { 200, "<html>TopSecret</html>", "the response from {0} is not JSON" },
        { 200, "", "the response from {0} is not JSON" },
        { 200, """{"AccessKeyId":"\ud800"}""", "the response from {0} is not JSON" }, // half of a surrogate pair
        { 500, """{"Code":"\ud800"}""", "{0} responded 500" },
        { 200, """["TopSecret"]""", "the response from {0} has no AccessKeyId" },
        { 200, "\"TopSecret\"", "the response from {0} has no AccessKeyId" },
        { 200, """{"AccessKeyId":"STS.1","SecurityToken":"TopToken"}""", "the response from {0} has no AccessKeySecret" },
        {
            200, """{"AccessKeyId":"STS.1","AccessKeySecret":"TopSecret","SecurityToken":"Top\nToken"}""",
            "in the response from {0}, SecurityToken has a character that a header cannot contain; check how it was copied"
        },
        {
            200, """{"AccessKeyId":"STS.1","AccessKeySecret":"***"}""",
            "in the response from {0}, AccessKeySecret is '***', the mask that replaces a secret in output; set the secret itself"
        },
        { 200, """{"AccessKeyId":17,"AccessKeySecret":"TopSecret"}""", "the response from {0} has no AccessKeyId" },
        { 200, """{"AccessKeyId":" ","AccessKeySecret":"TopSecret"}""", "the response from {0} has no AccessKeyId" },
        {
            200, """{"AccessKeyId":"a","AccessKeySecret":"TopSecret","Expiration":"TopLate"}""",
            "the Expiration in the response from {0} is not a time"
        },
        {
            200, """{"Code":"RoleNotFound","AccessKeyId":"a","AccessKeySecret":"TopSecret"}""",
            "{0} responded with Code 'RoleNotFound' instead of 'Success'"
        },
        { 200, """{"Code":"Top Secret!"}""", "{0} responded with Code '?' instead of 'Success'" },
        { 403, """{"Code":"Forbidden","Message":"TopSecret"}""", "{0} responded 403 Forbidden" },
        { 500, "TopSecret", "{0} responded 500" },
        { 302, "", "{0} responded 302" }, // Redirects are not followed.
    };

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Address_from_the_environment_is_requested_without_additional_headers()
    {
        _services.Machine.Set("ALIBABA_CLOUD_CREDENTIALS_URI", $"http://{Place}/creds?for=logs");
        _services.Given(Request.Create().UsingGet().WithPath("/creds").WithParam("for", "logs"), 200, Json());

        var credentials = await GetAsync(_services.Sources.FromUri());

        Assert.Equal(
            ("STS.1", "TopSecret", "TopToken"),
            (credentials.AccessKeyId, credentials.AccessKeySecret, credentials.SecurityToken));
        Assert.Equal("the credentials URI", credentials.Origin);
        Assert.Equal(["Host"], CredentialServices.HeaderNamesOf(Assert.Single(server.Requests)));
    }

    [Theory]
    [MemberData(nameof(UnusableResponses))]
    public async Task Unusable_response_is_reported_without_its_content(int status, string body, string reason)
    {
        server.Mock.Given(Request.Create())
            .RespondWith(Response.Create().WithStatusCode(status).WithHeader("Location", "http://127.0.0.1:1/").WithBody(body));

        var failure = await FailureAsync(_services.Sources.FromUri($"http://{Place}/"));

        Assert.Equal($"the credentials URI: {string.Format(CultureInfo.InvariantCulture, reason, Place)}", failure.Message);
        Assert.False(failure.LetsNextAnswer);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Expiry_uses_the_clock_of_this_machine_when_the_clock_of_the_service_differs()
    {
        _services.ServerClockAhead = TimeSpan.FromDays(1);
        _services.Given(Request.Create(), 200, Json(expiration: "2026-03-02T08:00:00Z"));

        var credentials = await GetAsync(_services.Sources.FromUri($"http://{Place}/"));

        Assert.Equal(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero), credentials.ExpiresAt);
    }

    [Fact]
    public async Task Credentials_are_requested_again_after_a_pause_when_the_first_request_was_refused()
    {
        var provider = _services.Sources.FromUri($"http://{Place}/");
        var request = Request.Create().UsingGet().WithHeader("Host", Place);
        _services.GivenRefusedOnce(request, (403, """{"Code":"NotReady"}"""), Json());

        Assert.Equal($"the credentials URI: {Place} responded 403 NotReady", (await FailureAsync(provider)).Message);
        _services.Time.Advance(TimeSpan.FromMinutes(1)); // The longest first pause.

        Assert.Equal("STS.1", (await GetAsync(provider)).AccessKeyId);
        Assert.Equal(["403", "200"], server.Mock.LogEntries.Select(entry => $"{entry.ResponseMessage.StatusCode}"));
    }
}
