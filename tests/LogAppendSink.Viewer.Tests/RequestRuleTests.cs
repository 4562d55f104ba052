using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LogAppendSink.Viewer.Tests;

public sealed class RequestRuleTests
{
    [Theory]
    [InlineData("localhost:5000", HttpStatusCode.OK)]
    [InlineData("app.localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("[::1]:80", HttpStatusCode.OK)]
    [InlineData("192.168.1.7:8080", HttpStatusCode.OK)] // an IP address cannot be rebound
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost.evil.example", HttpStatusCode.MisdirectedRequest)]
    public async Task Host_name_is_rejected_in_Development_when_it_can_be_rebound(string host, HttpStatusCode status)
    {
        await using var rig = await ViewerRig.StartAsync();

        foreach (var address in new[] { "/logs/", "/logs/page/app.js", "/logs/api/info" })
            Assert.Equal(status, await StatusAsync(rig, address, ("Host", host)));
        Assert.Equal(status == HttpStatusCode.OK, rig.Emulator.Requests.TotalCount > 0);
    }

    [Fact]
    public async Task Only_configured_host_names_are_served()
    {
        foreach (var (environment, isAnonymous) in new[] { ("Development", false), ("Production", true) })
        {
            await using var rig = await ViewerRig.StartAsync(
                options =>
                {
                    options.AllowedHosts.Add("logs.example.com");
                    options.AllowAnonymous = isAnonymous;
                },
                environment);

            Assert.Equal(HttpStatusCode.OK, await StatusAsync(rig, "/logs/api/info", ("Host", "Logs.example.com:8080")));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(rig, "/logs/api/info", ("Host", "localhost")));
            Assert.Equal(HttpStatusCode.MisdirectedRequest, await StatusAsync(rig, "/logs/api/info", ("Host", "10.0.0.1")));
            Assert.Equal(HttpStatusCode.MisdirectedRequest, await StatusAsync(rig, "/logs/api/info", ("Host", "evil.example")));
        }
    }

    [Fact]
    public async Task Host_name_is_not_checked_when_a_policy_is_set()
    {
        await using var rig = await ViewerRig.StartAsync(
            services: services => services.AddAuthorization().AddAuthentication(),
            before: app => app.UseAuthorization(),
            conventions: viewer => viewer.RequireAuthorization(policy => policy.RequireAssertion(_ => true)));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(rig, "/logs/api/info", ("Host", "logs.example.com")));
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    [InlineData("Sec-Fetch-Site", "none", HttpStatusCode.OK)] // typed by the user
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)] // another port of this machine
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://localhost", HttpStatusCode.OK)]
    [InlineData("Origin", "http://localhost:81", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    public async Task Cross_site_requests_to_the_logs_are_rejected(string header, string value, HttpStatusCode status)
    {
        await using var rig = await ViewerRig.StartAsync();

        foreach (var address in new[] { "info", "events", "objects" })
            Assert.Equal(status, await StatusAsync(rig, $"/logs/api/{address}", ("Host", "localhost"), (header, value), ("Sec-Fetch-Mode", "navigate")));
        Assert.Equal(status == HttpStatusCode.OK, rig.Emulator.Requests.TotalCount > 0);
    }

    [Fact]
    public async Task Link_of_another_site_opens_the_page()
    {
        await using var rig = await ViewerRig.StartAsync();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(rig, "/logs/", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(rig, "/logs/", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://logs.example.com")]
    [InlineData("logs.example.com:80")]
    public async Task Start_fails_when_an_allowed_host_is_invalid(string host)
    {
        var exception = await Assert.ThrowsAsync<ArgumentException>(() => ViewerRig.StartAsync(options => options.AllowedHosts.Add(host)));

        Assert.StartsWith($"AllowedHosts has '{host}'; give host names without scheme and port, e.g. logs.example.com.", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(ViewerRig rig, string address, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await rig.Http.SendAsync(request);
        return answer.StatusCode;
    }
}
